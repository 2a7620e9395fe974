//! PDFs that are made for a test.

use lopdf::encryption::{EncryptionState, EncryptionVersion, Permissions};
use lopdf::{Dictionary, Document, Object, Stream, StringFormat};

/// What draws two lines of text.
pub(crate) const TEXT: &str = "BT /F 12 Tf 50 700 Td (Bamako) Tj 0 -14 Td (text) Tj ET ";

/// Returns a document of one page that draws this.
pub(crate) fn document(content: &str) -> Document {
    let mut document = Document::with_version("1.5");
    let name = |name: &str| Object::Name(name.as_bytes().to_vec());
    let dictionary = |entries: &[(&str, Object)]| -> Dictionary {
        entries
            .iter()
            .map(|(key, value)| (*key, value.clone()))
            .collect()
    };
    let font = [
        ("Type", name("Font")),
        ("Subtype", name("Type1")),
        ("BaseFont", name("Helvetica")),
    ];
    let fonts = dictionary(&[("F", dictionary(&font).into())]);
    let resources = dictionary(&[("Font", fonts.into())]);
    let content = document.add_object(Stream::new(Dictionary::new(), content.into()));
    let tree = document.new_object_id();
    let page = document.add_object(dictionary(&[
        ("Type", name("Page")),
        ("Parent", tree.into()),
        ("Contents", content.into()),
        ("Resources", resources.into()),
    ]));
    let pages = [
        ("Type", name("Pages")),
        ("Count", 1.into()),
        ("Kids", vec![page.into()].into()),
    ];
    document.objects.insert(tree, dictionary(&pages).into());
    let catalog = document.add_object(dictionary(&[
        ("Type", name("Catalog")),
        ("Pages", tree.into()),
    ]));
    document.trailer.set("Root", catalog);
    document
}

/// Encrypts a document, so that a password opens it.
pub(crate) fn locked(mut document: Document) -> Document {
    let id = Object::String(b"0123456789abcdef".to_vec(), StringFormat::Literal);
    document.trailer.set("ID", vec![id.clone(), id]);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).expect("a state");
    document.encrypt(&state).expect("an encrypted document");
    document
}

/// Returns a document as a file has it.
pub(crate) fn bytes(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a file");
    bytes
}
