//! The options of TCP sockets, which listeners and connections have too.

/// Gives a type the options of the socket in its field.
macro_rules! tcp_options {
    ($Type:ident, $($socket:tt)+) => {
        /// Socket options. Each fails when the host does not know it.
        impl $Type {
            /// Whether idle connections are probed, so that one whose other side is gone gets noticed.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.get-keep-alive-enabled`.
            ///
            /// # Errors
            ///
            /// The host's.
            pub fn keep_alive(&self) -> $crate::io::Result<bool> {
                Ok(self.$($socket)+.get_keep_alive_enabled()?)
            }

            /// Turns the probing of idle connections on or off.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.set-keep-alive-enabled`.
            ///
            /// # Errors
            ///
            /// The host's.
            pub fn set_keep_alive(&self, yes: bool) -> $crate::io::Result<()> {
                Ok(self.$($socket)+.set_keep_alive_enabled(yes)?)
            }

            /// How long a connection is idle before it is probed.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.get-keep-alive-idle-time`.
            ///
            /// # Errors
            ///
            /// The host's.
            pub fn keep_alive_idle_time(&self) -> $crate::io::Result<core::time::Duration> {
                Ok(core::time::Duration::from_nanos(self.$($socket)+.get_keep_alive_idle_time()?))
            }

            /// Sets how long a connection is idle before it is probed. The host may round it.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.set-keep-alive-idle-time`.
            ///
            /// # Errors
            ///
            /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when it is zero.
            pub fn set_keep_alive_idle_time(&self, time: core::time::Duration) -> $crate::io::Result<()> {
                Ok(self.$($socket)+.set_keep_alive_idle_time($crate::time::nanoseconds(time))?)
            }

            /// The time from one probe of an idle connection to the next.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.get-keep-alive-interval`.
            ///
            /// # Errors
            ///
            /// The host's.
            pub fn keep_alive_interval(&self) -> $crate::io::Result<core::time::Duration> {
                Ok(core::time::Duration::from_nanos(self.$($socket)+.get_keep_alive_interval()?))
            }

            /// Sets the time from one probe of an idle connection to the next. The host may round it.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.set-keep-alive-interval`.
            ///
            /// # Errors
            ///
            /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when it is zero.
            pub fn set_keep_alive_interval(&self, time: core::time::Duration) -> $crate::io::Result<()> {
                Ok(self.$($socket)+.set_keep_alive_interval($crate::time::nanoseconds(time))?)
            }

            /// How many probes go unanswered before a connection is given up.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.get-keep-alive-count`.
            ///
            /// # Errors
            ///
            /// The host's.
            pub fn keep_alive_count(&self) -> $crate::io::Result<u32> {
                Ok(self.$($socket)+.get_keep_alive_count()?)
            }

            /// Sets how many probes go unanswered before a connection is given up.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.set-keep-alive-count`.
            ///
            /// # Errors
            ///
            /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when it is zero.
            pub fn set_keep_alive_count(&self, count: u32) -> $crate::io::Result<()> {
                Ok(self.$($socket)+.set_keep_alive_count(count)?)
            }

            /// How many routers a packet may pass: its time to live.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.get-hop-limit`.
            ///
            /// # Errors
            ///
            /// The host's.
            pub fn ttl(&self) -> $crate::io::Result<u8> {
                Ok(self.$($socket)+.get_hop_limit()?)
            }

            /// Sets how many routers a packet may pass.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.set-hop-limit`.
            ///
            /// # Errors
            ///
            /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when it is zero.
            pub fn set_ttl(&self, ttl: u8) -> $crate::io::Result<()> {
                Ok(self.$($socket)+.set_hop_limit(ttl)?)
            }

            /// The size in bytes of the buffer for data received and not read yet.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.get-receive-buffer-size`.
            ///
            /// # Errors
            ///
            /// The host's.
            pub fn recv_buffer_size(&self) -> $crate::io::Result<u64> {
                Ok(self.$($socket)+.get_receive_buffer_size()?)
            }

            /// Asks for a buffer of `size` bytes for data received and not read yet. The host may round or ignore it.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.set-receive-buffer-size`.
            ///
            /// # Errors
            ///
            /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when it is zero.
            pub fn set_recv_buffer_size(&self, size: u64) -> $crate::io::Result<()> {
                Ok(self.$($socket)+.set_receive_buffer_size(size)?)
            }

            /// The size in bytes of the buffer for data written and not sent yet.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.get-send-buffer-size`.
            ///
            /// # Errors
            ///
            /// The host's.
            pub fn send_buffer_size(&self) -> $crate::io::Result<u64> {
                Ok(self.$($socket)+.get_send_buffer_size()?)
            }

            /// Asks for a buffer of `size` bytes for data written and not sent yet. The host may round or ignore it.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.set-send-buffer-size`.
            ///
            /// # Errors
            ///
            /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when it is zero.
            pub fn set_send_buffer_size(&self, size: u64) -> $crate::io::Result<()> {
                Ok(self.$($socket)+.set_send_buffer_size(size)?)
            }

            /// The address of this side.
            ///
            /// Source: `wasi:sockets/types.tcp-socket.get-local-address`.
            ///
            /// # Errors
            ///
            /// [`NotConnected`](crate::io::ErrorKind::NotConnected) when it has none yet.
            pub fn local_addr(&self) -> $crate::io::Result<std::net::SocketAddr> {
                Ok(self.$($socket)+.get_local_address()?.into())
            }
        }
    };
}
pub(super) use tcp_options;
