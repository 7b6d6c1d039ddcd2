//! How many rows a second are read and written: a list of firms with twelve columns.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tables::{Column, Kind, Limits, Value, read, write_csv, write_xlsx};

const ROWS: i64 = 10_000;

const COLUMNS: [Column<'static>; 12] = [
    Column { name: "企业名称", kind: Kind::Text },
    Column { name: "统一社会信用代码", kind: Kind::Text },
    Column { name: "行业", kind: Kind::Text },
    Column { name: "县区", kind: Kind::Text },
    Column { name: "地址", kind: Kind::Text },
    Column { name: "联系人", kind: Kind::Text },
    Column { name: "电话", kind: Kind::Text },
    Column { name: "员工人数", kind: Kind::Integer },
    Column { name: "营业收入(元)", kind: Kind::Fen },
    Column { name: "成立日期", kind: Kind::Day },
    Column { name: "主要产品", kind: Kind::Text },
    Column { name: "备注", kind: Kind::Text },
];

fn rows() -> impl Iterator<Item = Vec<Value<'static>>> {
    (0..ROWS).map(|n| {
        vec![
            Value::text(format!("温州市鹿城区红蜻蜓鞋业第{n}有限公司")),
            Value::text(format!("91330302MA2A{:06}", n)),
            Value::text("皮鞋制造"),
            Value::text("鹿城区"),
            Value::text(format!("浙江省温州市鹿城区双屿街道中国鞋都产业园区{n}号")),
            Value::text("陈建国"),
            Value::text(format!("138{n:08}")),
            Value::Integer(n % 900 + 3),
            Value::Fen(n * 123_457),
            Value::Day(1990 + (n % 35) as i16, (n % 12) as i8 + 1, (n % 28) as i8 + 1),
            Value::text("男鞋,女鞋,童鞋"),
            Value::Empty,
        ]
    })
}

fn tables(c: &mut Criterion) {
    let limits = Limits::default();
    let (csv, book) = (write_csv(&COLUMNS, rows()), write_xlsx("企业", &COLUMNS, rows()).unwrap());
    let gbk = encoding_rs::GB18030.encode(std::str::from_utf8(&csv[3..]).unwrap()).0.into_owned();
    let mut group = c.benchmark_group("tables");
    group.throughput(Throughput::Elements(ROWS as u64)).sample_size(20);
    group.bench_function("read xlsx", |b| b.iter(|| black_box(read(&book, &limits).unwrap())));
    group.bench_function("read csv utf-8", |b| b.iter(|| black_box(read(&csv, &limits).unwrap())));
    group.bench_function("read csv gb18030", |b| b.iter(|| black_box(read(&gbk, &limits).unwrap())));
    group.bench_function("write xlsx", |b| b.iter(|| black_box(write_xlsx("企业", &COLUMNS, rows()).unwrap())));
    group.bench_function("write csv", |b| b.iter(|| black_box(write_csv(&COLUMNS, rows()))));
    group.finish();
}

criterion_group!(benches, tables);
criterion_main!(benches);
