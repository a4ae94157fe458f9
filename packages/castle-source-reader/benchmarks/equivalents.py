"""The same program in Castle and in Python, statement by statement, as often as wanted."""

HEAD = """\
protocol Start { runTo(int:max); newMax(int:max); }
protocol Simple { input(int:try); }
"""
CASTLE = '''\
component Gen§ : Component {
    """Counts: sends 2, 3, 4 and so on."""

    port Start<in>:controll;
    port Simple<out>:outlet;
}

implement Gen§ {
    int next := 2;
    int count := 0;
    bool big := false;

    Start.runTo(max) on .controll {
        countTo(max);
    }

    Start.newMax(max) on .controll {
        // go on
        countTo(max + 1);
    }

    int: square(int:x) {
        return x * x + 2 * x - 1;
    }

    countTo(int:max) {
        """Go on where the last count ended."""
        while (.next <= max) {
            .outlet.input(.next);
            .next += 1;
        }
        if (.next % 3 == 0 and not (.count > 5 or .big)) {
            int y := square(.next) + max;
            .count, .next := .next, y;
            print(y, .count);
        } else {
            .big := .count * 2 < max - 1;
        }
    }
}
'''
PYTHON_HEAD = """\
class Start(EventProtocol):
    def runTo(self, max: int): ...
    def newMax(self, max: int): ...


class Simple(EventProtocol):
    def input(self, try_: int): ...


"""
PYTHON = '''\
class Gen§(Component):
    """Counts: sends 2, 3, 4 and so on."""

    controll: In[Start]
    outlet: Out[Simple]


class Gen§Implementation(Gen§):
    next: int = 2
    count: int = 0
    big: bool = False

    @on(Start.runTo, Gen§.controll)
    def runTo(self, max):
        self.countTo(max)

    @on(Start.newMax, Gen§.controll)
    def newMax(self, max):
        # go on
        self.countTo(max + 1)

    def square(self, x: int) -> int:
        return x * x + 2 * x - 1

    def countTo(self, max: int):
        """Go on where the last count ended."""
        while self.next <= max:
            self.outlet.input(self.next)
            self.next += 1
        if self.next % 3 == 0 and not (self.count > 5 or self.big):
            y: int = self.square(self.next) + max
            self.count, self.next = self.next, y
            print(y, self.count)
        else:
            self.big = self.count * 2 < max - 1


'''


def castle(copies: int) -> str:
    """A file of Castle with that many components."""
    return HEAD + "".join(CASTLE.replace("§", str(copy)) for copy in range(copies))


def python(copies: int) -> str:
    """The same in Python."""
    return PYTHON_HEAD + "".join(PYTHON.replace("§", str(copy)) for copy in range(copies))


def copies_in(lines: int) -> int:
    """How many components make at least that many lines of Castle."""
    return -(-lines // CASTLE.count("\n"))
