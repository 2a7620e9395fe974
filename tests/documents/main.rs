//! Files of office programs, books and PDFs, as other programs make them, and as they are when they are broken.

mod damage;
mod hostile;
mod made;
mod office;
mod pandoc;
mod pdf;
#[expect(dead_code, reason = "only numbers are needed here")]
#[path = "../random/mod.rs"]
mod random;
mod tools;
