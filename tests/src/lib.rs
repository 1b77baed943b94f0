//! Acceptance tests through the public doors: CLI, HTTP, browser.
