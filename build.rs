//! Links the program at a fixed address on Linux: a third of a short search was the loader, patching 50,000 pointers (measured: 5.0 ms
//! before, 3.6 ms after). Stack, heap and libraries stay at random addresses.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |part: &str| std::env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
