//! XML: DocBook, JATS, TEI, FictionBook, DITA, and any other by the shape of its elements.
//!
//! What is read: quick-xml gives tags and text with their places, [`role`] tells what an element means,
//! [`reader`] knows the open ones, and the blocks and lines of HTML take what they show. Nothing but the file
//! itself is ever read, and a file that declares entities of its own is refused.

mod element;
mod metadata;
mod reader;
mod role;
mod tag;

use quick_xml::events::Event;

use crate::corpus::document::Document;
use crate::corpus::html;
use crate::corpus::reading::Refusal;
use crate::corpus::xml::reader::Reader;
use crate::corpus::xml::tag::{Tag, local};

/// Reads XML; what is broken is text.
///
/// # Errors
///
/// Refuses a file that declares entities.
pub(crate) fn parse(source: &str) -> Result<Document, Refusal> {
    if root(source) == Some("html") {
        return Ok(html::parse(source));
    }
    let mut events = events(source);
    let mut reader = Reader::new(source);
    loop {
        let start = place(&events);
        let event = events.read_event();
        let end = place(&events).min(source.len());
        match event {
            Ok(Event::Start(tag)) => reader.open(&Tag::new(source, &tag, start)),
            Ok(Event::Empty(tag)) => {
                let tag = Tag::new(source, &tag, start);
                reader.open(&tag);
                reader.close(tag.name);
            }
            Ok(Event::End(tag)) => reader.close(local(tag.name().into_inner())),
            Ok(Event::Text(_)) => reader.text(&source[start..end], start),
            Ok(Event::CData(text)) => reader.text(&text, start + "<![CDATA[".len()),
            Ok(Event::GeneralRef(_)) => reader.reference(&source[start..end], start),
            Ok(Event::DocType(declaration)) if declaration.contains("<!ENTITY") => {
                let reason = "it declares entities in its DOCTYPE; replace them first, as `xmllint --noent` does";
                return Err(Refusal::failed(reason));
            }
            Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_)) => {}
            Ok(Event::Eof) => break,
            Err(_) => {
                reader.text(&source[start..], start);
                break;
            }
        }
    }
    Ok(reader.finish())
}

/// Does a text begin as XML does?
pub(crate) fn looks_like_xml(source: &str) -> bool {
    source.trim_start().starts_with("<?xml ")
}

/// Returns the name of the outermost element, if it comes first.
pub(crate) fn root(source: &str) -> Option<&str> {
    let mut events = events(source);
    loop {
        let start = place(&events);
        match events.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                return Some(Tag::new(source, &tag, start).name);
            }
            Event::Text(text) if !text.trim().is_empty() => return None,
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn events(source: &str) -> quick_xml::Reader<&[u8]> {
    let mut events = quick_xml::Reader::from_str(source);
    let config = events.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    events
}

fn place(events: &quick_xml::Reader<&[u8]>) -> usize {
    usize::try_from(events.buffer_position()).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::corpus::inline::shown;
    use proptest::prelude::*;

    fn check(source: &str, expected: &str) {
        let document = parse(source).expect("it is read");
        assert_eq!(shown(source, &document), expected, "{source}");
    }

    /// Checks title, language and date, and the authors.
    fn check_fields(source: &str, known: [&str; 3], authors: &[&str]) {
        let document = parse(source).expect("it is read");
        let found = [&document.title, &document.language, &document.date];
        assert_eq!(found.map(|it| it.as_deref().unwrap_or("")), known);
        let found = document.fields.iter().filter(|field| field.0 == "author");
        assert_eq!(found.map(|field| &*field.1).collect::<Vec<_>>(), authors);
    }

    const DOCBOOK: &str = r#"<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN" "docbookx.dtd">
<article lang="fr">
  <articleinfo>
    <title>The Rivers</title>
    <author><firstname>Didier</firstname><surname>Fofana</surname><email>d@x</email></author>
    <pubdate>2015-11-20</pubdate>
    <abstract><para>In short.</para></abstract>
  </articleinfo>
  <sect1 id="niger"><title>The <emphasis>Niger</emphasis> &amp; more</title>
    <para>It flows
      north<footnote><para>Mostly.</para></footnote>.</para>
    <itemizedlist><listitem><para>one</para></listitem>
      <listitem><para>two</para><itemizedlist><listitem>three</listitem></itemizedlist></listitem></itemizedlist>
    <sect2><title>Towns</title>
      <figure><title>A map</title></figure>
      <programlisting>a  b
  <![CDATA[<c>]]></programlisting>
      <informaltable><tgroup><tbody><row><entry>a</entry><entry>b</entry></row>
        <row><entry>c</entry><entry>d</entry></row></tbody></tgroup></informaltable>
    </sect2>
  </sect1>
</article>
"#;

    #[test]
    fn docbook() {
        check(
            DOCBOOK,
            "In short.\n# The Niger & more {#niger}\nIt flows north\n\nMostly.\n\n.\n\none\ntwo\nthree\n## Towns\n\
             A map\n\na  b\n  <c>\n\na | b\nc | d",
        );
        check_fields(
            DOCBOOK,
            ["The Rivers", "fr", "2015-11-20"],
            &["Didier Fofana"],
        );
        let starts: Vec<_> = parse(DOCBOOK)
            .expect("it is read")
            .sections
            .iter()
            .map(|it| 1 + DOCBOOK[..it.bytes.start].matches('\n').count())
            .collect();
        assert_eq!(starts, [1, 10, 15]);
    }

    #[test]
    fn docbook_manual_pages() {
        let source = "<refentry xmlns='http://docbook.org/ns/docbook' xml:id='ls'><refmeta><refentrytitle>ls</refentrytitle><manvolnum>1</manvolnum></refmeta>\
                      <refnamediv><refname>ls</refname><refpurpose>list</refpurpose></refnamediv>\
                      <refsect1><title>Options</title><variablelist><varlistentry><term>-a</term><listitem><para>all</para></listitem></varlistentry></variablelist></refsect1></refentry>";
        check(source, "ls\n\nlist\n# Options\n-a\nall");
        check_fields(source, ["ls", "", ""], &[]);
    }

    #[test]
    fn jats() {
        let source = r#"<article xml:lang="en"><front><journal-meta><journal-title>J</journal-title></journal-meta><article-meta>
<title-group><article-title>On <italic>rivers</italic></article-title></title-group>
<contrib-group><contrib><name><surname>Fofana</surname><given-names>Didier</given-names></name><xref>1</xref></contrib></contrib-group>
<pub-date><day>9</day><month>11</month><year>2015</year></pub-date><permissions><p>no</p></permissions>
<abstract><title>Abstract</title><p>Short.</p></abstract></article-meta></front>
<body><sec id="s1"><label>1</label><title>Flow</title><p>North<sup>2</sup>.</p>
<sec><title>Deep</title><disp-formula>x</disp-formula></sec></sec></body>
<back><ref-list><title>References</title><ref><element-citation><name><surname>A</surname><given-names>B</given-names></name><year>1990</year></element-citation></ref></ref-list></back></article>"#;
        check(
            source,
            "# Abstract\nShort.\n# Flow {#s1}\nNorth2.\n## Deep\nx\n# References\nA B 1990",
        );
        check_fields(
            source,
            ["On rivers", "en", "2015-11-09"],
            &["Fofana Didier"],
        );
    }

    #[test]
    fn tei() {
        let source = r#"<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Poems</title><author>D. Fofana</author></titleStmt>
<publicationStmt><p>no</p><date when="2015-11">November</date></publicationStmt></fileDesc><profileDesc><langUsage><language ident="fr">French</language></langUsage></profileDesc></teiHeader>
<text><front><div><p>Opening.</p></div></front><body><div type="chapter"><head>One</head><lg><l>first line</l><l>second</l></lg>
<div xml:id="d"><head>Deep</head><p>a<lb/>b <hi>c</hi></p></div></div></body></text></TEI>"#;
        check(
            source,
            "Opening.\n# One\nfirst line\nsecond\n## Deep {#d}\na\nb c",
        );
        check_fields(source, ["Poems", "fr", "2015-11"], &["D. Fofana"]);
    }

    #[test]
    fn fiction_book() {
        let source = "<FictionBook><description><title-info><author><first-name>D</first-name><last-name>F</last-name><email>x</email></author><book-title>The Rain</book-title>\
                      <annotation><p>About.</p></annotation><date value='2015-11-20'>then</date><lang>en</lang></title-info><document-info><author>maker</author></document-info></description>\
                      <body><section id='c1'><title><p>One</p><p>Rain</p></title><p>It <strong>rained</strong>.</p><empty-line/><poem><stanza><v>a</v><v>b</v></stanza></poem></section></body>\
                      <binary id='x'>aGVsbG8=</binary></FictionBook>";
        check(source, "About.\n# One Rain {#c1}\nIt rained.\n\na\nb");
        check_fields(source, ["The Rain", "en", "2015-11-20"], &["D F"]);
    }

    #[test]
    fn other_xml_is_shown_by_its_elements() {
        let source = "<rss><channel><title>News</title><item><title>Rain &#8212; more</title><description>It rained.</description></item>\
                      \n<item><title>Sun</title><link>http://x</link></item></channel></rss>";
        check(source, "# Rain — more\nIt rained.\n# Sun\nhttp://x");
        check_fields(source, ["News", "", ""], &[]);
        check(
            "<towns><town><name>Bamako</name><note>big <b>and</b> old</note></town><town><name>Mopti</name></town></towns>",
            "Bamako\nbig and old\n\nMopti",
        );
        check(
            "<?xml version='1.0'?><html><body><h2>A</h2>b",
            "\n## A\nb".trim_start(),
        );
    }

    #[test]
    fn files_that_declare_entities_are_refused() {
        for declaration in [
            "<!ENTITY a 'x'><!ENTITY b '&a;&a;'>",
            "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
            "<!ELEMENT x ANY>\n<!ENTITY % p 'x'>",
        ] {
            let source = format!("<!DOCTYPE x [{declaration}]><x>&a;</x>");
            let refusal = parse(&source).expect_err("it is refused");
            assert!(refusal.is_failure && refusal.reason.contains("entities in its DOCTYPE"));
        }
        check(
            "<!DOCTYPE x [<!ELEMENT x ANY>]><x>&a;&lt;&foo</x>",
            "&a;<&foo",
        );
    }

    #[test]
    fn broken_and_deep_sources_are_read() {
        check("<a><b>x</c>y", "xy");
        check("<book><chapter><title>A<para>b", "# A b");
        check("text <a", "text <a");
        check("", "");
        let deep = "<section><title>a</title>".repeat(20_000);
        assert!(parse(&deep).expect("it is read").sections.len() < 20_000);
        assert!(parse(&"<a></b>".repeat(20_000)).is_ok());
    }

    proptest! {
        #[test]
        fn any_source_is_read(source in "(<section>|<title>|<para>|</para>|</title>|<list>|<item>|<!DOCTYPE |<\\?xml |<!\\[CDATA\\[|\\]\\]>|<!--|-->|&lt;|&é;|<article|[<>&/=\"' \n]|é|info>){0,60}") {
            if let Ok(document) = parse(&source) {
                shown(&source, &document);
            }
        }
    }
}
