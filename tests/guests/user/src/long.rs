//! Tuples that are longer than those of Rust which have an ABI.

use crate::test::features::long::{self, Row};
use crate::test::features::things::{self, Item};
use crate::wit_tuple::{Tuple33, Tuple34};
use crate::{Outcome, check, wit_stream};

#[rustfmt::skip]
fn row(name: &str) -> Row {
    Tuple33(name.to_owned(), Some(7), vec![1, 2], 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, '⚓')
}

#[rustfmt::skip]
fn doubled(name: &str) -> Row {
    // A tuple of Rust becomes one.
    (name.to_owned(), Some(14), vec![1, 2], 6, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54, 56, '⚓').into()
}

pub(crate) async fn values() -> Outcome {
    check!(format!("{:?}", long::double(&row("ferry"))), format!("{:?}", doubled("ferry")));
    check!(format!("{:?}", long::double_later(row("")).await), format!("{:?}", doubled("")));
    check!(row("tug").0, "tug");
    Ok(())
}

pub(crate) async fn streams() -> Outcome {
    let (mut writer, reader) = wit_stream::new();
    let write = async move { writer.write_all(vec![row("a"), doubled("b"), row("c")]).await };
    let (left, table) = wharf::task::join(write, async { long::lay(reader, "fleet".to_owned()).await.await }).await;
    check!(left.len(), 0);
    check!((table.name.as_str(), table.rows.len()), ("fleet", 3));
    check!(format!("{:?}", table.rows), format!("{:?}", [row("a"), doubled("b"), row("c")]));
    Ok(())
}

#[rustfmt::skip]
pub(crate) fn handles() -> Outcome {
    let items: Vec<Item> = (0..34).map(|number| Item::new(&number.to_string())).collect::<Result<_, _>>()?;
    let [i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12, i13, i14, i15, i16, i17, i18, i19, i20, i21, i22, i23, i24, i25, i26, i27, i28, i29, i30, i31, i32, i33, i34] = <[Item; 34]>::try_from(items).map_err(|_| "34 are 34")?;
    let names = long::names(Tuple33(&i1, &i2, &i3, &i4, &i5, &i6, &i7, &i8, &i9, &i10, &i11, &i12, &i13, &i14, &i15, &i16, &i17, &i18, &i19, &i20, &i21, &i22, &i23, &i24, &i25, &i26, &i27, &i28, &i29, &i30, &i31, &i32, &i33));
    check!(names, (0..33).map(|number| number.to_string()).collect::<Vec<_>>());
    let turned = long::turn(Tuple34(i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12, i13, i14, i15, i16, i17, i18, i19, i20, i21, i22, i23, i24, i25, i26, i27, i28, i29, i30, i31, i32, i33, i34));
    check!((turned.0.name(), turned.32.name(), turned.33.name()), ("1".to_owned(), "33".to_owned(), "0".to_owned()));
    drop(turned);
    check!(things::alive(), 0);
    Ok(())
}
