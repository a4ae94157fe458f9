"""The turnstile of docs/examples/turnstile, as people write it, and as three libraries want it.

Each has a `coin` and a `pass_`, and calls its owner for whatever it does.
"""

from automat import TypeMachineBuilder
from statemachine import State, StateMachine
from transitions import Machine

LOCKED, UNLOCKED = "locked", "unlocked"


class Owner:
    """What a turnstile drives; all of it does nothing."""

    def lock(self):
        """Close."""

    def unlock(self):
        """Open."""

    def thank_you(self):
        """Thank for a coin too many."""

    def alarm(self):
        """Tell of who did not pay."""


class ByHand:
    """Two states, four branches."""

    def __init__(self, owner):
        self.owner = owner
        self.state = LOCKED

    def coin(self):
        """Take a coin."""
        if self.state == LOCKED:
            self.owner.unlock()
            self.state = UNLOCKED
        elif self.state == UNLOCKED:
            self.owner.thank_you()

    def pass_(self):
        """Let somebody through, or not."""
        if self.state == LOCKED:
            self.owner.alarm()
        elif self.state == UNLOCKED:
            self.owner.lock()
            self.state = LOCKED


class Tight(ByHand):
    """The same, told apart by identity, and without a test that cannot fail."""

    def coin(self):
        """Take a coin."""
        if self.state is LOCKED:
            self.owner.unlock()
            self.state = UNLOCKED
        else:
            self.owner.thank_you()

    def pass_(self):
        """Let somebody through, or not."""
        if self.state is LOCKED:
            self.owner.alarm()
        else:
            self.owner.lock()
            self.state = LOCKED


class ByTransitions(Owner):
    """A model of transitions, which is its own owner; what goes nowhere is an internal transition.

    Nothing is queued, and actions are not given the event: these are the defaults.
    """

    def __init__(self):
        rules = [
            ["coin", LOCKED, UNLOCKED, None, None, "unlock"],
            ["coin", UNLOCKED, None, None, None, "thank_you"],
            ["pass_", LOCKED, None, None, None, "alarm"],
            ["pass_", UNLOCKED, LOCKED, None, None, "lock"],
        ]
        states = [LOCKED, UNLOCKED]
        Machine(self, states, initial=LOCKED, transitions=rules, auto_transitions=False)


class ByStateMachine(StateMachine):
    """A machine of python-statemachine, with internal transitions."""

    locked = State(initial=True)
    unlocked = State()
    coin = locked.to(unlocked, on="unlock") | unlocked.to.itself(internal=True, on="thank_you")
    pass_ = locked.to.itself(internal=True, on="alarm") | unlocked.to(locked, on="lock")

    lock, unlock = Owner.lock, Owner.unlock
    thank_you, alarm = Owner.thank_you, Owner.alarm


class Signals:
    """The inputs that automat is told of."""

    def coin(self) -> None:
        """Take a coin."""

    def pass_(self) -> None:
        """Let somebody through, or not."""


def by_automat(owner):
    """A machine of automat, whose outputs call the owner."""
    builder = TypeMachineBuilder(Signals, Owner)
    locked, unlocked = builder.state(LOCKED), builder.state(UNLOCKED)
    locked.upon(Signals.coin).to(unlocked)(lambda _, core: core.unlock())
    unlocked.upon(Signals.coin).to(unlocked)(lambda _, core: core.thank_you())
    locked.upon(Signals.pass_).to(locked)(lambda _, core: core.alarm())
    unlocked.upon(Signals.pass_).to(locked)(lambda _, core: core.lock())
    return builder.build()(owner)
