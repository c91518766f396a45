//! Task-locals: values that a future and what it spawns see, without being passed along.

use alloc::boxed::Box;
use alloc::rc::Rc;
use core::any::Any;
use core::cell::OnceCell;
use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::ptr;
use core::task::{Context, Poll};

use crate::local::local;

/// The values that are set, the innermost first.
pub(super) type Locals = Rc<Frame>;

/// One value, and those set around it.
pub(super) struct Frame {
    key: *const Key,
    /// Known once a future sees the value.
    outer: OnceCell<Option<Locals>>,
    value: Box<dyn Any>,
}

local! {
    /// The innermost value that the future sees which is being polled; whoever polls it keeps the value.
    static CURRENT: *const Frame = ptr::null();
}

/// What a future that is made now is to see.
#[inline]
pub(super) fn current() -> Option<Locals> {
    let current = CURRENT.with(|current| *current);
    if current.is_null() {
        // The usual case: nobody has task-locals.
        return None;
    }
    // SAFETY: from an `Rc` that is kept while it is the current one, of which this is one more.
    unsafe {
        Rc::increment_strong_count(current);
        Some(Rc::from_raw(current))
    }
}

/// Lets what `locals` holds be seen until the guard is dropped.
#[inline]
pub(super) fn enter(locals: Option<&Locals>) -> Entered<'_> {
    let current = locals.map_or(ptr::null(), Rc::as_ptr);
    Entered { outer: CURRENT.with(|outer| core::mem::replace(outer, current)), locals: PhantomData }
}

/// Lets a value be seen inside of what is seen here, if it is the first time, or else of what was seen then.
fn enter_inside(locals: &Locals) -> Entered<'_> {
    locals.outer.get_or_init(current);
    enter(Some(locals))
}

/// Restores what was seen before.
pub(super) struct Entered<'a> {
    outer: *const Frame,
    locals: PhantomData<&'a Locals>,
}

impl Drop for Entered<'_> {
    #[inline]
    fn drop(&mut self) {
        CURRENT.with(|current| *current = self.outer);
    }
}

/// What tells one task-local from another: its address.
struct Key(#[expect(dead_code, reason = "without a size it would have no address of its own")] u8);

/// A task-local, as [`task_local!`](crate::task_local) declares it.
///
/// A value is set [for the time of a future](TaskLocal::scope). That future sees it, and so does everything that is
/// spawned in it, directly or not, as long as it runs: what is set around the handling of a request is there in all
/// work for that request, and in no other.
///
/// ```
/// wharf::task_local! {
///     /// Whose request is served.
///     static USER: String;
/// }
///
/// async fn audit() -> usize {
///     USER.with(|user| user.len())
/// }
///
/// # wharf::task::block_on(async {
/// let length = USER.scope("ferris".to_owned(), async { wharf::task::spawn(audit()).await });
/// assert_eq!(length.await, Some(6));
/// assert_eq!(USER.try_with(String::clone), None);
/// # });
/// ```
pub struct TaskLocal<T: 'static> {
    key: Key,
    value: PhantomData<fn() -> T>,
}

impl<T: 'static> TaskLocal<T> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        TaskLocal { key: Key(0), value: PhantomData }
    }

    /// A future that sees `value` here while it runs, and while it is dropped.
    ///
    /// Inside, another value may be set for a part.
    pub fn scope<F: Future>(&'static self, value: T, future: F) -> Scoped<F> {
        Scoped { locals: self.frame(value), future: Some(future) }
    }

    /// Calls `function`, which sees `value` here, and so does what it spawns.
    pub fn sync_scope<R>(&'static self, value: T, function: impl FnOnce() -> R) -> R {
        let locals = self.frame(value);
        let _entered = enter_inside(&locals);
        function()
    }

    fn frame(&'static self, value: T) -> Locals {
        Rc::new(Frame { key: &raw const self.key, outer: OnceCell::new(), value: Box::new(value) })
    }

    /// Looks at the value.
    ///
    /// # Panics
    ///
    /// When none is set around the future that is running.
    #[track_caller]
    pub fn with<R>(&'static self, look: impl FnOnce(&T) -> R) -> R {
        match self.try_with(look) {
            Some(result) => result,
            None => panic!(
                "a task-local of type `{}` is read where it is not set: run the future inside `scope`",
                core::any::type_name::<T>()
            ),
        }
    }

    /// Looks at the value, if one is set around the future that is running.
    pub fn try_with<R>(&'static self, look: impl FnOnce(&T) -> R) -> Option<R> {
        let mut frame = current();
        while let Some(locals) = frame {
            if ptr::eq(locals.key, &raw const self.key) {
                return locals.value.downcast_ref().map(look);
            }
            frame = locals.outer.get().cloned().flatten();
        }
        None
    }

    /// A copy of the value.
    ///
    /// # Panics
    ///
    /// As [`with`](TaskLocal::with).
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }
}

impl<T> fmt::Debug for TaskLocal<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TaskLocal<{}>", core::any::type_name::<T>())
    }
}

/// The future of [`TaskLocal::scope`].
#[must_use = "a future does nothing unless it is awaited"]
pub struct Scoped<F> {
    locals: Locals,
    future: Option<F>,
}

impl<F: Future> Future for Scoped<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: the future is not moved: it is polled here, and dropped in `drop`, where it lies.
        let Scoped { locals, future } = unsafe { self.get_unchecked_mut() };
        let Some(future) = future else { unreachable!("there until it is dropped") };
        let _entered = enter_inside(locals);
        // SAFETY: as above.
        unsafe { Pin::new_unchecked(future) }.poll(context)
    }
}

impl<F> Drop for Scoped<F> {
    fn drop(&mut self) {
        let _entered = enter_inside(&self.locals);
        self.future = None;
    }
}

impl<F> fmt::Debug for Scoped<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Scoped")
    }
}

/// Declares [task-locals](crate::task::TaskLocal): `task_local! { static USER: String; }`.
#[macro_export]
macro_rules! task_local {
    ($($(#[$attribute:meta])* $vis:vis static $NAME:ident: $Type:ty;)*) => {$(
        $(#[$attribute])*
        $vis static $NAME: $crate::task::TaskLocal<$Type> = $crate::task::TaskLocal::new();
    )*};
}
