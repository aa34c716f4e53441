//! Provisions and their exceptions as directives, of which the most specific count and a refusal wins.

use accord_model::{Action, Audience, CategorySet, Purpose, RecordScope, SourceDirective, SourceScope};

use super::Names;
use super::json::Notices;
use super::provision::{Node, Says};
use super::reach::{Doubt, Reach};

/// Directives that one consent may become; one of more is not understood.
const MOST: usize = 1_000;
/// Permits and refusals before they are spread over their axes.
const MOST_PIECES: usize = 200;

/// A permit or a refusal, and the provisions that it stands in.
struct Piece {
    permit: bool,
    reach: Reach,
    firm: bool,
    path: Vec<usize>,
}

/// What stands above a provision.
pub(super) struct Above {
    /// The permit that it is an exception to, as it was made.
    made: Option<Reach>,
    /// Whether it is an exception to a refusal.
    refused: bool,
    opens: Option<Reach>,
    closes: Reach,
    path: Vec<usize>,
}

impl Above {
    /// Nothing but what the base rule says: nothing, permitted, or refused.
    pub(super) fn base(permit: Option<bool>) -> Self {
        Self {
            made: (permit == Some(true)).then_some(Reach::EVERYTHING),
            refused: permit == Some(false),
            opens: Some(Reach::EVERYTHING),
            closes: Reach::EVERYTHING,
            path: Vec::new(),
        }
    }
}

/// What one consent becomes.
pub(super) struct Tree<'a> {
    pub(super) names: &'a dyn Names,
    pieces: Vec<Piece>,
}

impl<'a> Tree<'a> {
    pub(super) const fn new(names: &'a dyn Names) -> Self {
        Self { names, pieces: Vec::new() }
    }

    /// What the base rule says of all that no provision is about.
    pub(super) fn everything(&mut self, permit: bool) {
        self.pieces.push(Piece { permit, reach: Reach::EVERYTHING, firm: false, path: Vec::new() });
    }

    /// An exception to the base rule that is no provision.
    pub(super) fn except(&mut self, reach: Reach) {
        self.pieces.push(Piece { permit: true, reach, firm: false, path: vec![usize::MAX] });
    }

    /// A provision that permits or refuses, and its exceptions. One that does not say which refuses.
    pub(super) fn walk(&mut self, node: &Node, permit: bool, number: usize, above: &Above, notices: &mut Notices) {
        let names = self.names;
        let both = |a: &Reach| node.opens.as_ref().map(|own| a.and(own, Doubt::Opens, names));
        let opens = above.opens.as_ref().and_then(both);
        let closes = above.closes.and(&node.closes, Doubt::Closes, names);
        let path: Vec<usize> = above.path.iter().copied().chain([number]).collect();
        let mut below = Above { made: None, refused: !permit, opens, closes, path: path.clone() };
        if permit {
            below.made = below.opens.clone().filter(|reach| !reach.is_empty());
            if let Some(reach) = &below.made {
                if above.refused && !self.carve(&above.path, reach) {
                    notices.add("CONSENT_NOT_NARROWER", &node.place);
                    below.made = None;
                } else {
                    self.pieces.push(Piece { permit, reach: reach.clone(), firm: false, path });
                }
            }
        } else {
            // An exception to a permit reaches no further than the permit; one to a permit that was not made may have to.
            let (reach, firm) = match &above.made {
                Some(made) => (made.and(&node.closes, Doubt::Closes, names), node.wider),
                None => (below.closes.clone(), node.wider || above.opens.is_none()),
            };
            if !reach.is_empty() {
                self.pieces.push(Piece { permit, reach, firm, path });
            }
        }
        for (number, exception) in node.exceptions.iter().enumerate() {
            if exception.says == Says::Nothing {
                notices.add("CONSENT_TYPE_MISSING", &exception.place);
            }
            self.walk(exception, exception.says == Says::Permit, number, &below, notices);
        }
    }

    /// Makes room for a permit in the refusals that it is an exception to, where it does not outdo them by itself. False where
    /// nothing would be left of the refusal: then both say the opposite of the same.
    fn carve(&mut self, path: &[usize], permit: &Reach) -> bool {
        let mut kept = Vec::new();
        for piece in std::mem::take(&mut self.pieces) {
            let overlap = permit.and(&piece.reach, Doubt::Closes, self.names);
            let own = !piece.permit && path.starts_with(&piece.path) && !piece.firm;
            if !own || overlap.is_empty() || permit.outdoes(&piece.reach) {
                kept.push((None, piece));
            } else {
                kept.push((Some(piece.reach.without(&overlap)), piece));
            }
        }
        let possible = kept.iter().all(|(parts, _)| parts.as_ref().is_none_or(|parts| !parts.is_empty()));
        for (parts, piece) in kept {
            match parts.filter(|_| possible) {
                None => self.pieces.push(piece),
                Some(parts) => {
                    let part = |reach| Piece { reach, path: piece.path.clone(), ..piece };
                    self.pieces.extend(parts.into_iter().map(part));
                }
            }
        }
        possible
    }

    /// The directives. A permit of one branch does not outdo a refusal of another: where both reach, it is refused.
    pub(super) fn directives(self, notices: &mut Notices) -> Vec<SourceDirective> {
        let Self { names, pieces } = self;
        let mut all: Vec<SourceDirective> = Vec::new();
        let mut whole = pieces.len() <= MOST_PIECES;
        for piece in &pieces {
            whole &= spread(piece.permit, &piece.reach, piece.firm, &mut all);
            let others = pieces.iter().filter(|other| piece.permit && !other.permit && apart(&piece.path, &other.path));
            for other in others {
                let both = piece.reach.and(&other.reach, Doubt::Closes, names);
                whole &= both.is_empty() || both == other.reach || spread(false, &both, other.firm, &mut all);
            }
            if !whole {
                notices.add("CONSENT_TOO_LARGE", "Consent");
                return vec![refuse_everything()];
            }
        }
        all
    }
}

/// A firm refusal of everything to everybody: what a consent becomes that refuses and is not understood.
pub(super) fn refuse_everything() -> SourceDirective {
    let records = SourceScope::Of(RecordScope::All);
    SourceDirective { records, firm: true, ..SourceDirective::of_row(false, None, CategorySet::ALL) }
}

/// Whether neither stands in the other.
fn apart(a: &[usize], b: &[usize]) -> bool {
    !a.starts_with(b) && !b.starts_with(a)
}

/// One directive for each combination. False where there are too many.
fn spread(permit: bool, reach: &Reach, firm: bool, all: &mut Vec<SourceDirective>) -> bool {
    let to = reach.to.clone().unwrap_or_else(|| vec![Audience::Anyone]);
    let purposes: Vec<Option<Purpose>> = options(reach.purposes.as_ref());
    let actions: Vec<Option<Action>> = options(reach.actions.as_ref());
    let everywhere = SourceScope::Of(RecordScope::All);
    let records = reach.records.clone().unwrap_or_else(|| match (permit, firm) {
        (true, _) => vec![SourceScope::Holder],
        (false, true) => vec![everywhere],
        // A refusal counts wherever there is a record of her, and is as narrow as a permit for the holder's.
        (false, false) => vec![SourceScope::Holder, everywhere],
    });
    if to.len() * purposes.len() * actions.len() * records.len() + all.len() > MOST {
        return false;
    }
    for to in to {
        for purpose in purposes.iter().copied() {
            for action in actions.iter().copied() {
                for records in records.iter().cloned() {
                    let one = SourceDirective {
                        permit,
                        to,
                        purpose,
                        categories: reach.categories,
                        action,
                        records,
                        start: reach.start,
                        end: reach.end,
                        firm,
                        by: SourceDirective::BY_RECORD,
                    };
                    if !all.contains(&one) {
                        all.push(one);
                    }
                }
            }
        }
    }
    true
}

fn options<T: Copy>(axis: Option<&Vec<T>>) -> Vec<Option<T>> {
    axis.map_or_else(|| vec![None], |all| all.iter().copied().map(Some).collect())
}
