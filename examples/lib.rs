//! Programs that show omo at work: see `town.rs`.

#[cfg(test)]
mod engine;

#[cfg(test)]
mod tests {
    use omo_core::engine::{Config, Engine};
    use omo_core::store::StoreOptions;

    /// The example does what it says: what is left of both days is there after it ended, and told again it stays so.
    #[test]
    fn the_shop_of_the_example_keeps_running() -> Result<(), omo_core::Error> {
        let file = std::env::temp_dir().join(format!("omo-example-test-{}.omo", std::process::id()));
        for _ in 0..2 {
            super::engine::keep_running(Some(&file))?;
            let shop = Engine::open(&file, Config::default(), &StoreOptions::default())?;
            let audit = shop.verify_audit()?;
            // Hanako had four of the five touchpoints.
            assert_eq!((shop.touchpoints(), audit.intact, audit.erased > 3), (1, true, true));
        }
        for rest in ["", "-lock"] {
            drop(std::fs::remove_file(format!("{}{rest}", file.display())));
        }
        super::engine::keep_running(None)
    }
}
