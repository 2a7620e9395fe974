//! Words that carry no topic: they weigh little in a question and none of them is required.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use foldhash::fast::RandomState;

use crate::analyzer::language::Language;

/// Question words, pronouns, articles, prepositions and auxiliaries, folded; by the language's code.
const LISTS: [(&str, &str); 9] = [
    (
        "en",
        "a about above after again all also am an and any are as at be because been before being below between both \
         but by can could did do does doing down during each few for from further had has have having he her here hers \
         him his how i if in into is it its itself just me more most my myself no not now of off on once only or other \
         our out over own same she should so some such than that the their them then there these they this through to \
         too under until up very was we were what when where which while who whom why will with would you your",
    ),
    (
        "de",
        "aber alle als also am an auch auf aus bei beim bin bis bist da damit dann das dass dein dem den denn der des \
         dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es \
         etwas euch euer fur gegen gibt hab habe haben hat hatte hatten hier hinter ich ihm ihn ihnen ihr ihre ihrem \
         ihren ihrer im in ins ist jede jedem jeden jeder jedes kann kannst kein keine konnen konnte machen man mehr \
         mein mit muss mussen nach nicht noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie \
         sind so soll sollen sollte sondern uber um und uns unser unter viel viele vom von vor wann war waren warum \
         was weil welche welchem welchen welcher welches wem wen wenn wer werde werden wessen wie wieder wieso will wir \
         wird wo wofur woher wohin womit wurde wurden zu zum zur zwischen",
    ),
    (
        "fr",
        "a ai alors apres au aucun aussi autre autres aux avait avant avec avoir c ce ces cet cette chez combien comme \
         comment d dans de depuis des dont du elle elles en encore entre est et etaient etait etant ete etre eu eux fait \
         il ils j je jusque l la laquelle le les lesquelles lesquels leur leurs lors lui m ma mais me meme mes moi mon n \
         ne ni nos notre nous on ont ou par parce pas pendant peut plus pour pourquoi pouvait qu quand que quel quelle \
         quelles quels qui quoi s sa sans se selon sera ses si son sont sous sur t ta te tes toi ton tous tout toute \
         toutes tres tu un une vers vos votre vous y",
    ),
    (
        "es",
        "a al algo alguna algunas alguno algunos antes aquel aquella asi aun aunque bajo cada como con contra cual \
         cuales cuando cuanto cuanta cuantos cuantas de del desde donde dos durante e el ella ellas ellos en entre era \
         eran es esa esas ese eso esos esta estaba estado estan estar estas este esto estos fue fueron ha habia hace \
         hacia han hasta hay la las le les lo los mas me mi mientras mismo mucho muy nada ni no nos nosotros o os otra \
         otro para pero poco por porque pues que quien quienes se sea segun ser si sido sin sobre son su sus tal tambien \
         tan tanto te tener tenia tiene todo todos tras tu un una unas uno unos y ya yo",
    ),
    (
        "it",
        "a ad agli ai al alla alle allo anche ancora avere aveva c che chi ci cio coi col come con contro cosa cui d da \
         dagli dai dal dalla dalle dallo degli dei del della delle dello di dopo dove e ed egli era erano essere fa fra \
         fu furono gli ha hai hanno ho i il in io l la le lei li lo loro lui ma me mi mia mio negli nei nel nella nelle \
         nello noi non o ogni per perche piu poi prima quale quali quando quanta quante quanti quanto quella quelle \
         quelli quello questa queste questi questo se sei si sia sono stata state stati stato su sua sue sugli sui sul \
         sulla sulle suo suoi tra tu tutti tutto un una uno vi voi",
    ),
    (
        "pt",
        "a ao aos as ate com como da das de dela dele deles depois do dos e ela elas ele eles em entre era eram essa \
         essas esse esses esta estao estas estava este estes eu foi foram ha havia isso isto ja la lhe mais mas me mesmo \
         meu minha muito na nao nas nem no nos nossa nosso num numa o onde os ou para pela pelas pelo pelos por porque \
         qual quais quando quanto quantos quantas que quem sao se seja sem ser sera seu seus so sobre sua suas tambem \
         te tem tinha todo todos tu um uma umas uns voce",
    ),
    (
        "nl",
        "aan al alle als bij daar dan dat de der deze die dit doen door dus een en er ge geen had hadden heb hebben heeft \
         hem het hij hoe hoeveel hun ik in is je kan kon kunnen maar me meer men met mij mijn na naar niet nog nu of om \
         onder ons ook op over te tegen toch toen tot uit uw van veel voor waar waarom waren was wat welk welke werd \
         werden wie wij wil worden wordt ze zei zelf zich zij zijn zo zonder zou",
    ),
    (
        "ru",
        "а без более был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее если есть \
         еще же за здесь и из или им их к как какая какие какои какое каком какую ко когда кого кому которая которое \
         которые которыи кто куда ли либо между меня мне много можно мои мы на над надо нас не него нее нет ни них но о \
         об один он она они оно от очень по под почему при про с сколько со так также там те тем то того тоже только \
         том ты у уже чего чеи чем через что чтобы эта эти это этого этои этом этот я",
    ),
    // Chinese has no spaces: these are characters, and a pair of them is soft if both are.
    (
        "zh",
        "的 了 是 在 有 和 与 及 或 也 都 就 而 被 把 从 对 为 以 于 之 其 这 那 哪 谁 何 什 么 怎 样 吗 呢 吧 啊 个 些 几 多 少 位 种 \
         我 你 他 她 它 们 不 没 很 更 最 会 能 可 所",
    ),
];

/// Does the folded `word` carry no topic in a language? A pair of characters does not if neither does.
pub(crate) fn is_soft(word: &str, language: Language) -> bool {
    let Some(words) = WORDS.get(&language) else {
        return false;
    };
    words.contains(word) || language.code() == "zh" && is_soft_run(word, words)
}

fn is_soft_run(word: &str, words: &Words) -> bool {
    let mut characters = [0; 4];
    word.chars()
        .all(|c| words.contains(&*c.encode_utf8(&mut characters)))
}

/// Returns the language, of those of an index, in which a query seems to be asked: the one with most of its words
/// without a topic. The first of `languages` is taken unless another has two more of them.
pub(crate) fn asked_in(words: &[&str], languages: &[Language]) -> Language {
    let count = |language: Language| {
        let soft = words.iter().filter(|word| is_soft(word, language));
        soft.count()
    };
    let first = languages.first().copied().unwrap_or(Language::ENGLISH);
    let mut best = (count(first) + 1, first);
    for &language in languages {
        let found = count(language);
        if found > best.0 {
            best = (found, language);
        }
    }
    best.1
}

/// The words of a language; every word of a text may be looked for among them.
type Words = HashSet<&'static str, RandomState>;

static WORDS: LazyLock<HashMap<Language, Words, RandomState>> = LazyLock::new(|| {
    let known = LISTS.iter().filter_map(|(code, words)| {
        let language = Language::from_code(code)?;
        Some((language, words.split_whitespace().collect()))
    });
    known.collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn language(code: &str) -> Language {
        Language::from_code(code).expect("it is in the table")
    }

    #[test]
    fn soft_words_are_those_of_a_language() {
        assert!(is_soft("who", Language::ENGLISH) && !is_soft("mali", Language::ENGLISH));
        assert!(is_soft("war", language("de")) && !is_soft("war", Language::ENGLISH));
        assert!(is_soft("什么", language("zh")) && !is_soft("总统", language("zh")));
        assert_eq!(WORDS.len(), LISTS.len());
    }

    #[test]
    fn words_are_listed_as_they_are_folded() {
        for (language, words) in WORDS.iter() {
            for word in words {
                assert_eq!(crate::analyzer::fold(word), **word, "{}", language.code());
            }
        }
    }

    #[test]
    fn a_query_tells_its_language_by_its_small_words() {
        let [en, de, fr] = ["en", "de", "fr"].map(language);
        let all = [en, de, fr];
        assert_eq!(asked_in(&["die", "hauptstadt", "von", "mali"], &all), de);
        assert_eq!(asked_in(&["quelle", "est", "la", "capitale"], &all), fr);
        // One small word more is no sign: an English war is no German past tense.
        assert_eq!(asked_in(&["war", "in", "mali"], &all), en);
        assert_eq!(asked_in(&["war", "in", "mali"], &[de]), de);
    }
}
