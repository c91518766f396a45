//! `wasi:filesystem/types.error-code` as an I/O error, and back.

use crate::io::code::{Code, conversions, words, words_of};
use crate::io::{Error, ErrorKind};
use crate::wasi::filesystem::types::ErrorCode;

impl Code for ErrorCode {
    fn kind(&self) -> ErrorKind {
        describe(self).0
    }

    fn text(&self) -> &str {
        describe(self).1
    }

    fn nearest(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::PermissionDenied => ErrorCode::NotPermitted,
            ErrorKind::ResourceBusy => ErrorCode::Busy,
            ErrorKind::Deadlock => ErrorCode::Deadlock,
            ErrorKind::QuotaExceeded => ErrorCode::Quota,
            ErrorKind::AlreadyExists => ErrorCode::Exist,
            ErrorKind::FileTooLarge => ErrorCode::FileTooLarge,
            ErrorKind::InvalidData => ErrorCode::IllegalByteSequence,
            ErrorKind::WouldBlock => ErrorCode::InProgress,
            ErrorKind::Interrupted => ErrorCode::Interrupted,
            ErrorKind::InvalidInput => ErrorCode::Invalid,
            ErrorKind::IsADirectory => ErrorCode::IsDirectory,
            ErrorKind::TooManyLinks => ErrorCode::TooManyLinks,
            ErrorKind::InvalidFilename => ErrorCode::NameTooLong,
            ErrorKind::NotFound => ErrorCode::NoEntry,
            ErrorKind::OutOfMemory => ErrorCode::InsufficientMemory,
            ErrorKind::StorageFull => ErrorCode::InsufficientSpace,
            ErrorKind::NotADirectory => ErrorCode::NotDirectory,
            ErrorKind::DirectoryNotEmpty => ErrorCode::NotEmpty,
            ErrorKind::Unsupported => ErrorCode::Unsupported,
            ErrorKind::BrokenPipe => ErrorCode::Pipe,
            ErrorKind::ReadOnlyFilesystem => ErrorCode::ReadOnly,
            ErrorKind::NotSeekable => ErrorCode::InvalidSeek,
            ErrorKind::ExecutableFileBusy => ErrorCode::TextFileBusy,
            ErrorKind::CrossesDevices => ErrorCode::CrossDevice,
            _ => ErrorCode::Other(words_of(error)),
        }
    }
}

conversions!(ErrorCode);

/// The kind of a code, and what went wrong in words.
fn describe(code: &ErrorCode) -> (ErrorKind, &str) {
    match code {
        ErrorCode::Access => (ErrorKind::PermissionDenied, "the file's permissions do not allow it"),
        ErrorCode::Already => (ErrorKind::ResourceBusy, "the same operation is already going on"),
        ErrorCode::BadDescriptor => (ErrorKind::InvalidInput, "the file was not opened for this"),
        ErrorCode::Busy => (ErrorKind::ResourceBusy, "it is in use"),
        ErrorCode::Deadlock => (ErrorKind::Deadlock, "waiting for a lock would never end"),
        ErrorCode::Quota => (ErrorKind::QuotaExceeded, "the user's share of the disk is used up"),
        ErrorCode::Exist => (ErrorKind::AlreadyExists, "it exists already"),
        ErrorCode::FileTooLarge => (ErrorKind::FileTooLarge, "the file would become too large"),
        ErrorCode::IllegalByteSequence => (ErrorKind::InvalidData, "a name is not valid Unicode"),
        ErrorCode::InProgress => (ErrorKind::WouldBlock, "the operation is not done yet"),
        ErrorCode::Interrupted => (ErrorKind::Interrupted, "the operation was interrupted"),
        ErrorCode::Invalid => (ErrorKind::InvalidInput, "an argument makes no sense here"),
        ErrorCode::Io => (ErrorKind::Other, "the device or file system has failed"),
        ErrorCode::IsDirectory => (ErrorKind::IsADirectory, "it is a directory"),
        ErrorCode::Loop => (ErrorKind::Other, "too many symbolic links, perhaps in a circle"),
        ErrorCode::TooManyLinks => (ErrorKind::TooManyLinks, "the file has too many hard links"),
        ErrorCode::MessageSize => (ErrorKind::InvalidInput, "the message is too large"),
        ErrorCode::NameTooLong => (ErrorKind::InvalidFilename, "a name is too long"),
        ErrorCode::NoDevice => (ErrorKind::Unsupported, "there is no such device, or it does not do this"),
        ErrorCode::NoEntry => (ErrorKind::NotFound, "there is no such file or directory"),
        ErrorCode::NoLock => (ErrorKind::Other, "the system has no more locks to give"),
        ErrorCode::InsufficientMemory => (ErrorKind::OutOfMemory, "the host is out of memory"),
        ErrorCode::InsufficientSpace => (ErrorKind::StorageFull, "the disk is full"),
        ErrorCode::NotDirectory => (ErrorKind::NotADirectory, "it is not a directory"),
        ErrorCode::NotEmpty => (ErrorKind::DirectoryNotEmpty, "the directory is not empty"),
        ErrorCode::NotRecoverable => (ErrorKind::Other, "what a lock protects was left in an unknown state"),
        ErrorCode::Unsupported => (ErrorKind::Unsupported, "the host or its file system cannot do this"),
        ErrorCode::NoTty => (ErrorKind::Unsupported, "it is not a terminal"),
        ErrorCode::NoSuchDevice => (ErrorKind::NotFound, "the device does not exist or is not ready"),
        ErrorCode::Overflow => (ErrorKind::InvalidInput, "a number is out of range"),
        ErrorCode::NotPermitted => (
            ErrorKind::PermissionDenied,
            "the host does not permit it (a path may not leave the directory that the host has opened)",
        ),
        ErrorCode::Pipe => (ErrorKind::BrokenPipe, "broken pipe: nobody is left to read what is written"),
        ErrorCode::ReadOnly => (ErrorKind::ReadOnlyFilesystem, "the directory or file system is read-only"),
        ErrorCode::InvalidSeek => (ErrorKind::NotSeekable, "it has no positions to seek to"),
        ErrorCode::TextFileBusy => (ErrorKind::ExecutableFileBusy, "the file is a program that is running"),
        ErrorCode::CrossDevice => (ErrorKind::CrossesDevices, "the two paths are on different file systems"),
        ErrorCode::Other(text) => (ErrorKind::Other, words(text.as_ref())),
    }
}

#[cfg(test)]
mod tests {
    use std::string::String;

    use super::*;
    use crate::io::code::tests::{assert_lossless, assert_nearest, every_code};

    #[test]
    fn every_code_and_back() {
        let codes = every_code!(ErrorCode {
            Access => PermissionDenied,
            Already => ResourceBusy,
            BadDescriptor => InvalidInput,
            Busy => ResourceBusy,
            Deadlock => Deadlock,
            Quota => QuotaExceeded,
            Exist => AlreadyExists,
            FileTooLarge => FileTooLarge,
            IllegalByteSequence => InvalidData,
            InProgress => WouldBlock,
            Interrupted => Interrupted,
            Invalid => InvalidInput,
            Io => Other,
            IsDirectory => IsADirectory,
            Loop => Other,
            TooManyLinks => TooManyLinks,
            MessageSize => InvalidInput,
            NameTooLong => InvalidFilename,
            NoDevice => Unsupported,
            NoEntry => NotFound,
            NoLock => Other,
            InsufficientMemory => OutOfMemory,
            InsufficientSpace => StorageFull,
            NotDirectory => NotADirectory,
            NotEmpty => DirectoryNotEmpty,
            NotRecoverable => Other,
            Unsupported => Unsupported,
            NoTty => Unsupported,
            NoSuchDevice => NotFound,
            Overflow => InvalidInput,
            NotPermitted => PermissionDenied,
            Pipe => BrokenPipe,
            ReadOnly => ReadOnlyFilesystem,
            InvalidSeek => NotSeekable,
            TextFileBusy => ExecutableFileBusy,
            CrossDevice => CrossesDevices,
            Other(None) => Other,
            Other(Some(String::from("the tape has run out"))) => Other,
        });
        assert_lossless(&codes);
        assert_nearest(&codes);
    }

    #[test]
    fn the_words_of_the_host_are_shown() {
        let error = Error::from(ErrorCode::Other(Some(String::from("the tape has run out"))));
        assert_eq!(std::format!("{error}"), "the tape has run out");
        let foreign = ErrorCode::from(Error::other("out of paper"));
        assert!(matches!(foreign, ErrorCode::Other(Some(words)) if words == "out of paper"));
    }
}
