//! Files, sockets, clocks and the like at work: runs the scenario that its first argument names.
//!
//! A scenario fails by a panic or an error. What it needs of the world, the test has prepared.

mod files;
mod handles;
mod memory;
mod paths;
mod program;
mod streams;
mod tcp;
mod trees;
mod udp;

/// The scenarios by name: a match from the names of functions to their calls.
macro_rules! scenarios {
    ($name:expr; $($module:ident: $($scenario:ident)*;)*) => {
        match $name {
            $($(stringify!($scenario) => $module::$scenario().await,)*)*
            other => panic!("there is no scenario {other:?}"),
        }
    };
}

#[wharf::main]
async fn main() -> wharf::Result<()> {
    let name = wharf::env::args().nth(1).unwrap_or_default();
    scenarios! { name.as_str();
        files:
            whole_files how_files_are_opened a_directory_is_no_file reading_and_writing_in_turns
            a_file_that_grows seeking anywhere_in_a_file a_full_disk what_was_written_is_not_lost
            a_large_file_through_the_guest copies_of_files copies_by_the_host;
        handles:
            sizes_and_syncing times advice identity;
        memory:
            values_of_all_sizes memory_is_used_again memory_of_c;
        paths:
            names_of_directories paths_that_lead_outside paths_that_are_none a_read_only_directory no_directories
            relative_paths;
        trees:
            directories reading_directories names_that_are_no_text removing_trees moving_and_removing links resolving;
        program:
            arguments_and_variables no_initial_directory exits printing_in_order printing_without_a_line_end
            written_and_dropped terminals clocks ticks secure_and_insecure;
        streams:
            lines_of_stdin a_stdin_that_is_no_text a_copy_that_counts a_copy_by_the_host what_was_read_ahead_is_copied_too
            stdout_after_a_copy a_closed_stdout;
        tcp:
            a_client a_server options refused_and_unreachable reset half_closed halves_in_tasks incoming_connections
            addresses_in_use no_network sent_and_dropped both_directions_at_once a_file_from_a_socket
            an_accept_that_was_given_up;
        udp:
            datagrams a_fixed_peer datagrams_too_large datagram_options lookups lookups_not_permitted;
    }
}
