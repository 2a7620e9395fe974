"""Source code, as tools lay it out."""

import ast

from content import SECTIONS
from tool import makes, run, run_node

# A definition for each section, the second one inside of the first.
FIRST, SECOND, THIRD = (text for _, _, text in SECTIONS)


@makes("code/python.py")
def _(path):
    code = f'''class Background:
  """{FIRST}"""
  def causes(self):
      """{SECOND}"""
      return  1
def timeline( ): """{THIRD}"""'''
    path.write_text(ast.unparse(ast.parse(code)))


@makes("code/rustfmt.rs")
def _(path):
    code = f"/// {FIRST}\nmod background{{\n/// {SECOND}\nfn causes( ){{ }} }}\n/// {THIRD}\nfn timeline( ){{}}\n"
    run("rustfmt", "--emit", "stdout", stdin=code.encode(), stdout=path)


@makes("code/js-beautify.js")
def _(path):
    script = """
        import beautify from 'js-beautify';
        const make = (code) => beautify.js(code);
    """
    code = f"/** {FIRST} */ class Background{{\n/** {SECOND} */ causes(){{return 1}}}}\n/** {THIRD} */ function timeline(){{}}"
    run_node(script, code, path)
