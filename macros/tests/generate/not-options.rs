wharf_macros::generate!(first in "wit");
