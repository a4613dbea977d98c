//! Commands, as their users meet them.

mod agenda;
mod backup;
mod calendar;
mod doctor;
mod every_command;
mod files;
mod giving;
mod hostile;
mod json;
mod linkedin;
mod merge;
mod people;
mod process;
mod record;
mod reminders;
mod requests;
mod review;
mod rulings;
mod service;
mod service_texts;
mod settings;
mod sheet;
mod surroundings;
mod template;
mod undo;
mod watch;
