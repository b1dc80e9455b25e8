mod intake;
mod pages;
mod samples;
mod server;
mod sign_in;
mod story;
mod texts;
