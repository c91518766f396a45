//! What type a value is of that a generic function got.
//!
//! A function that can do better for some types asks here. The standard library's `Any` wants `'static`, which readers
//! and writers that are lent are not.

use core::any::TypeId;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};

/// A type without lifetime parameters: another type with the same id is the very same.
///
/// # Safety
///
/// The type must be free of lifetimes, `'static` ones among them.
pub(crate) unsafe trait Owned: 'static {}

/// Says of a type that it is [`Owned`]. A type named by a mere identifier has no lifetimes: the compiler refuses an
/// `impl` for one that leaves them out.
macro_rules! owned {
    ($Type:ident) => {
        const _: () = {
            // SAFETY: the name is all there is to the type.
            unsafe impl $crate::stream::identity::Owned for $Type {}
        };
    };
}
pub(crate) use owned;

// SAFETY: no lifetimes.
unsafe impl Owned for super::StreamReader<u8> {}

/// Whether `V` is the type `T`.
pub(crate) fn is<T: Owned, V: ?Sized>() -> bool {
    id::<V>() == TypeId::of::<T>()
}

/// The value as a `T`, if that is its type.
pub(crate) fn downcast<T: Owned, V>(value: V) -> Result<T, V> {
    if !is::<T, V>() {
        return Err(value);
    }
    let value = ManuallyDrop::new(value);
    // SAFETY: the types are the same, and the value is forgotten where it was.
    Ok(unsafe { mem::transmute_copy::<V, T>(&value) })
}

/// The value as a `T`, if that is its type.
pub(crate) fn downcast_mut<T: Owned, V: ?Sized>(value: &mut V) -> Option<&mut T> {
    // SAFETY: the types are the same, so the address is all there is to the pointer.
    is::<T, V>().then(|| unsafe { &mut *core::ptr::from_mut(value).cast::<T>() })
}

/// The id of a type, regardless of its lifetimes.
fn id<V: ?Sized>() -> TypeId {
    trait Identified {
        fn id(&self) -> TypeId
        where
            Self: 'static;
    }

    impl<V: ?Sized> Identified for PhantomData<V> {
        fn id(&self) -> TypeId
        where
            Self: 'static,
        {
            TypeId::of::<V>()
        }
    }

    let phantom = PhantomData::<V>;
    // SAFETY: the object holds nothing, so nothing can outlive anything. Ids do not differ by lifetimes.
    let identified = unsafe { mem::transmute::<&dyn Identified, &(dyn Identified + 'static)>(&phantom) };
    identified.id()
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    struct Crate(String);
    owned!(Crate);

    #[test]
    fn the_same_type_is_found() {
        assert!(is::<Crate, Crate>());
        let content = downcast::<Crate, Crate>(Crate("coffee".into())).map(|found| found.0);
        assert_eq!(content.ok().as_deref(), Some("coffee"));
        let mut one = Crate("tea".into());
        if let Some(found) = downcast_mut::<Crate, Crate>(&mut one) {
            found.0.push('!');
        }
        assert_eq!(one.0, "tea!");
    }

    #[test]
    fn another_type_is_given_back() {
        let text = String::from("coffee");
        assert_eq!(downcast::<Crate, &str>(&text).err(), Some("coffee"));
        assert!(!is::<Crate, &mut Crate>());
        assert!(!is::<Crate, str>());
        assert!(downcast_mut::<Crate, str>(&mut String::from("tea")).is_none());
    }
}
