//! Instruments through HTTP: kept by their owners, offered by hubs, booked by firms; and never twice.

mod booking;
mod crowd;
mod keeping;
mod never_twice;
mod sensing;
mod together;
mod using;
mod waits;

use crate::testing::TestApp;

/// How often something happened.
fn count(app: &TestApp, action: &str) -> usize {
    app.events().iter().filter(|event| *event == action).count()
}

/// A record as its owner types it.
const RECORD: [(&str, &str); 15] = [
    ("name", "三坐标测量机"),
    ("category", "030122"),
    ("source", "bought"),
    ("model", "GLOBAL S 07.10.07"),
    ("value", "860,000"),
    ("in_use_on", "2022-05-18"),
    ("division", "330302"),
    ("place", "丰门街道总部经济园 1 号楼 105 室"),
    ("figures", "测量范围 700×1000×660 mm,示值误差 1.4+L/333 μm"),
    ("measures", "形位公差\n圆度"),
    ("standards", "GB/T 1958-2017"),
    ("contact_name", "赵工"),
    ("contact_phone", "0577-88880001"),
    ("sharing", "external"),
    ("supervised", "no"),
];
