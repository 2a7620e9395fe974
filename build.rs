//! How the program is linked, where that makes it start sooner.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if is_release_for_linux() {
        // The program has some sixty thousand addresses in tables. At a fixed place the linker writes them; elsewhere
        // each process does, which takes longer than a search within it.
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

/// Is the program built to be used, for a Linux whose linker is called as gcc is?
fn is_release_for_linux() -> bool {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    let features = env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default();
    let is_static = features.split(',').any(|feature| feature == "crt-static");
    is("PROFILE", "release")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && !is_static
}
