//! Temporary.
fn main() {
    let bytes = std::fs::read(std::env::args().nth(1).unwrap()).unwrap();
    let mut best = f64::MAX;
    for _ in 0..15 {
        let t = std::time::Instant::now();
        let d = ml_table::read::delimited(&bytes, ml_table::read::Dialect::COMMA).unwrap();
        best = best.min(t.elapsed().as_secs_f64());
        assert_eq!(d.rows(), 100_000);
    }
    println!("{:.1} ms", best * 1e3);
}
