//! Tuples that are longer than those of Rust which have an ABI.

use wharf::{FutureReader, StreamReader, task};

use crate::exports::test::features::long::{Guest, Row, Table};
use crate::exports::test::features::things::{Item as Handle, ItemBorrow};
use crate::things::Item;
use crate::wit_tuple::{Tuple33, Tuple34};
use crate::{Features, wit_future};

#[rustfmt::skip]
#[wharf::export]
impl Guest for Features {
    fn double(row: Row) -> Row {
        let Tuple33(name, maybe, bytes, byte, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, n13, n14, n15, n16, n17, n18, n19, n20, n21, n22, n23, n24, n25, n26, n27, n28, sign) = row;
        Tuple33(name, maybe.map(|number| 2 * number), bytes, 2 * byte, 2 * n1, 2 * n2, 2 * n3, 2 * n4, 2 * n5, 2 * n6, 2 * n7, 2 * n8, 2 * n9, 2 * n10, 2 * n11, 2 * n12, 2 * n13, 2 * n14, 2 * n15, 2 * n16, 2 * n17, 2 * n18, 2 * n19, 2 * n20, 2 * n21, 2 * n22, 2 * n23, 2 * n24, 2 * n25, 2 * n26, 2 * n27, 2 * n28, sign)
    }

    async fn double_later(row: Row) -> Row {
        task::yield_now().await;
        Self::double(row)
    }

    async fn lay(rows: StreamReader<Row>, name: String) -> FutureReader<Table> {
        let (writer, reader) = wit_future::new(|| unreachable!("the table is written"));
        task::spawn(async move {
            let rows = rows.collect().await;
            let _ = writer.write(Table { name, rows }).await;
        })
        .detach();
        reader
    }

    fn names(items: Tuple33<ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>, ItemBorrow<'_>>) -> Vec<String> {
        let Tuple33(i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12, i13, i14, i15, i16, i17, i18, i19, i20, i21, i22, i23, i24, i25, i26, i27, i28, i29, i30, i31, i32, i33) = items;
        [i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12, i13, i14, i15, i16, i17, i18, i19, i20, i21, i22, i23, i24, i25, i26, i27, i28, i29, i30, i31, i32, i33].iter().map(|item| item.get::<Item>().label()).collect()
    }

    fn turn(items: Tuple34<Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle>) -> Tuple34<Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle, Handle> {
        let Tuple34(i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12, i13, i14, i15, i16, i17, i18, i19, i20, i21, i22, i23, i24, i25, i26, i27, i28, i29, i30, i31, i32, i33, i34) = items;
        Tuple34(i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12, i13, i14, i15, i16, i17, i18, i19, i20, i21, i22, i23, i24, i25, i26, i27, i28, i29, i30, i31, i32, i33, i34, i1)
    }
}
