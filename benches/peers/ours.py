"""The program of this repository."""

from measure import Command
from peer import Peer, usual
from queries import Query


class Ours(Peer):
    """The program as it is used, but for looking at the files before it answers."""

    name = "search"
    fresh = "never"

    def command(self, *arguments: str) -> Command:
        place = [self.place.programs.search, "--corpus", self.place.corpus, "--index", self.index]
        return [*map(str, place), *arguments]

    def build(self) -> Command:
        return self.command("--update")

    def update(self) -> Command:
        return self.command("--update")

    def search(self, query: Query) -> Command:
        return self.command("--fresh", self.fresh, "--", self.text(query))

    def text(self, query: Query) -> str:
        match query.form:
            case "fuzzy":
                return f"{query.words[0]}~"
            case form:
                return usual(form, query.words)

    def times(self, queries: list[Query]) -> list[tuple[str, float]]:
        path = self.write_queries((query.form, self.text(query)) for query in queries)
        return self.ask("times", self.place.corpus, self.index, path)


class Fresh(Ours):
    """The program as it is used: it looks at all files before it answers."""

    fresh = "auto"
