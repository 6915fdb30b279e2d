//! Primitives that know nothing of Astro.
//!
//! They guarantee names, roles and keyboard for what they show (WCAG 2.2 AA), set text as text, and write no `style`
//! attribute (the content security policy forbids it). Their logic is plain functions, tested natively.

pub mod announcer;
pub mod badge;
pub mod blank;
pub mod button;
pub mod chip;
pub mod choice;
pub mod code;
pub mod combobox;
pub mod dialog;
pub mod disclosure;
mod dom;
pub mod drawer;
mod dynamic;
pub mod facts;
pub mod field;
pub mod icon;
mod keys;
pub mod life;
pub mod menu;
pub mod notice;
pub mod panel;
pub mod progress;
mod rows;
pub mod stat;
pub mod table;
pub mod tabs;
pub mod text;
pub mod text_field;
pub mod toast;
pub mod tone;
pub mod tree;
mod window;

pub use announcer::{Announcer, LiveRegions, provide_announcer};
pub use badge::{Badge, CountBadge, Dot};
pub use blank::Blank;
pub use button::{Button, ButtonKind, IconButton, Size};
pub use chip::FilterChip;
pub use choice::{Checkbox, RadioGroup, RadioLayout, RadioOption};
pub use code::{CodeBlock, CodeTab, CodeTabs, CopyButton};
pub use combobox::{ComboOption, Combobox, Found};
pub use dialog::{Dialog, DialogWidth};
pub use disclosure::Disclosure;
pub use dom::{target_id, unique_id};
pub use dynamic::{dynamic, dynamic_option};
pub use facts::{Fact, Facts};
pub use field::{Count, Field, FieldControl, SearchField, Select};
pub use icon::{Icon, IconName, IconSize, Logo};
pub use life::Life;
pub use menu::{Menu, MenuChoice, MenuHandle, MenuItem, MenuList, MenuTrigger};
pub use notice::Banner;
pub use panel::Panel;
pub use progress::{Late, Progress, SkeletonTable};
pub use stat::{Stat, StatStrip};
pub use table::{Cell, Column, RowHead, SortOrder, WindowedTable};
pub use tabs::{Tab, TabNav};
pub use text::{TextPiece, VisibleText};
pub use text_field::{SelectField, TextField, TypedWord, is_typed};
pub use toast::{Toast, ToastArea, ToastId, ToastPress, Toasts, provide_toasts};
pub use tone::Tone;
pub use tree::{TreeLine, WindowedTree};
