//! Dates and numbers as the browser's Intl writes them, in the local time zone or UTC; the zone is always named.

use std::cell::RefCell;
use std::collections::HashMap;

use astro_tokens::timestamp::Timestamp;
use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The time zone that times are shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Zone {
    Local,
    Utc,
}

/// How much of an instant is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// `14 Mar 2026`
    Date,
    /// `22 Nov 2026, 05:26`
    DateTime,
    /// `22 Nov 2026, 05:26:12 UTC`
    Exact,
}

thread_local! {
    /// Making a formatter costs far more than using it.
    static FORMATTERS: RefCell<HashMap<(Zone, Style), Function>> = RefCell::new(HashMap::new());
    static NUMBERS: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// The day comes before the month and the clock has 24 hours, as everywhere in the console.
const LOCALE: &str = "en-GB";

fn formatter(zone: Zone, style: Style) -> Function {
    let options = Object::new();
    let set = |key: &str, value: &str| {
        let _ = Reflect::set(&options, &key.into(), &value.into());
    };
    set("day", "numeric");
    set("month", "short");
    set("year", "numeric");
    if style != Style::Date {
        set("hour", "2-digit");
        set("minute", "2-digit");
        set("hourCycle", "h23");
    }
    if style == Style::Exact {
        set("second", "2-digit");
        set("timeZoneName", "short");
    }
    if zone == Zone::Utc {
        set("timeZone", "UTC");
    }
    Intl::DateTimeFormat::new(&Array::of1(&LOCALE.into()), &options).format()
}

/// `instant` as text.
pub fn instant(instant: Timestamp, zone: Zone, style: Style) -> String {
    #[allow(clippy::cast_precision_loss)]
    let milliseconds = instant.unix_micros().div_euclid(1000) as f64;
    let date = js_sys::Date::new(&JsValue::from_f64(milliseconds));
    let format = FORMATTERS.with_borrow_mut(|formatters| {
        formatters
            .entry((zone, style))
            .or_insert_with(|| formatter(zone, style))
            .clone()
    });
    // The one month that British English shortens to four letters.
    call(&format, &date).map_or_else(
        || instant.to_rfc3339(),
        |text| text.replacen("Sept ", "Sep ", 1),
    )
}

/// `1,234,567`
pub fn number(value: usize) -> String {
    let format = NUMBERS.with_borrow_mut(|numbers| {
        numbers
            .get_or_insert_with(|| {
                Intl::NumberFormat::new(&Array::of1(&LOCALE.into()), &Object::new()).format()
            })
            .clone()
    });
    #[allow(clippy::cast_precision_loss)]
    let value_number = JsValue::from_f64(value as f64);
    call(&format, &value_number).unwrap_or_else(|| value.to_string())
}

fn call(format: &Function, value: &JsValue) -> Option<String> {
    format
        .call1(&JsValue::UNDEFINED, value.unchecked_ref())
        .ok()?
        .as_string()
}

/// Name of the local time zone, such as `Europe/Berlin`.
pub fn local_zone_name() -> String {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into())
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_else(|| "local time".to_owned())
}
