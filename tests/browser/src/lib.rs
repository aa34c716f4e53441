//! The demo's query page in a real browser. `tests/page` starts a demo; the checks are in `page/`, one file a subject,
//! in JavaScript, because that is what drives a browser. Node.js and Chromium are needed: `tests/run` installs them.
