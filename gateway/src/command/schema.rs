use crate::house::StartError;

pub(super) fn run(federation: bool) -> Result<(), StartError> {
    let sdl = accord_graphql::sdl(federation);
    super::say(&format!("{}\n", sdl.trim_end()))
}
