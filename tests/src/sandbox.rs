//! What a guest may see of the world.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use wasmtime_wasi::{FsPerms, WasiCtx};

use crate::{Input, Output};

/// What a guest may see of the world: by default nothing, with what it prints captured.
#[derive(Clone, Debug)]
#[must_use]
pub struct Sandbox {
    args: Vec<String>,
    env: Vec<(String, String)>,
    dirs: Vec<Dir>,
    initial_dir: Option<String>,
    network: bool,
    pub(crate) stdin: Input,
    pub(crate) stdout: Output,
    pub(crate) stderr: Output,
}

#[derive(Clone, Debug)]
struct Dir {
    host: PathBuf,
    guest: String,
    perms: FsPerms,
}

impl Default for Sandbox {
    fn default() -> Self {
        Self {
            args: Vec::new(),
            env: Vec::new(),
            dirs: Vec::new(),
            initial_dir: None,
            network: false,
            stdin: Input::closed(),
            stdout: Output::capture(),
            stderr: Output::capture(),
        }
    }
}

impl Sandbox {
    /// No arguments, environment, directories or network, an empty stdin, and output captured.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an argument. The first one is the program's name: [`Command`](crate::Command) adds it.
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds arguments.
    pub fn args(mut self, args: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Puts the program's name before the arguments.
    pub(crate) fn program(mut self, name: String) -> Self {
        self.args.insert(0, name);
        self
    }

    /// Sets a variable of the environment.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.env.retain(|(known, _)| *known != name);
        self.env.push((name, value.into()));
        self
    }

    /// Sets all the variables of this process's environment, but for those that are not Unicode.
    pub fn inherit_env(self) -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .fold(self, |sandbox, (name, value)| sandbox.env(name, value))
    }

    /// Opens the directory `host` to the guest, under the name `guest`, to read and write.
    pub fn dir(self, host: impl Into<PathBuf>, guest: impl Into<String>) -> Self {
        self.open(host.into(), guest.into(), FsPerms::ReadWrite)
    }

    /// Opens the directory `host` to the guest, under the name `guest`, to read only.
    pub fn read_only_dir(self, host: impl Into<PathBuf>, guest: impl Into<String>) -> Self {
        self.open(host.into(), guest.into(), FsPerms::ReadOnly)
    }

    fn open(mut self, host: PathBuf, guest: String, perms: FsPerms) -> Self {
        self.dirs.push(Dir { host, guest, perms });
        self
    }

    /// The guest's initial directory, by its name for the guest. By default the guest is not told one.
    pub fn initial_dir(mut self, dir: impl Into<String>) -> Self {
        self.initial_dir = Some(dir.into());
        self
    }

    /// Whether the guest may open sockets, look up names and send HTTP requests.
    pub fn network(mut self, yes: bool) -> Self {
        self.network = yes;
        self
    }

    /// What the guest reads from its stdin.
    pub fn stdin(mut self, stdin: Input) -> Self {
        self.stdin = stdin;
        self
    }

    /// Where the guest's stdout goes.
    pub fn stdout(mut self, stdout: Output) -> Self {
        self.stdout = stdout;
        self
    }

    /// Where the guest's stderr goes.
    pub fn stderr(mut self, stderr: Output) -> Self {
        self.stderr = stderr;
        self
    }

    /// Uses this process's stdin, stdout and stderr.
    pub fn inherit_stdio(self) -> Self {
        self.stdin(Input::inherit()).stdout(Output::inherit_stdout()).stderr(Output::inherit_stderr())
    }

    pub(crate) fn allows_network(&self) -> bool {
        self.network
    }

    /// The WASI context of a new instance.
    pub(crate) fn context(&self) -> Result<WasiCtx> {
        let mut wasi = WasiCtx::builder();
        wasi.args(&self.args)
            .envs(&self.env)
            .stdin(self.stdin.clone())
            .stdout(self.stdout.clone())
            .stderr(self.stderr.clone());
        for dir in &self.dirs {
            wasi.preopened_dir(&dir.host, &dir.guest, dir.perms).map_err(anyhow::Error::from).with_context(|| {
                format!("cannot open the directory {} as the guest's {:?}", dir.host.display(), dir.guest)
            })?;
        }
        if let Some(dir) = &self.initial_dir {
            wasi.initial_cwd(dir);
        }
        if self.network {
            wasi.inherit_network().allow_ip_name_lookup(true).allow_tcp(true).allow_udp(true);
        }
        Ok(wasi.build())
    }
}
