@rem `npm start` is `exec node …`, so that on Linux and macOS no shell stands between npm and the program: a shell turns the
@rem clean end after Ctrl-C into a failure. Windows has no `exec`; its shell finds this file, which runs what follows.
@%*
