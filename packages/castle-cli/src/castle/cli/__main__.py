"""`python -P -m castle.cli` is the `castle` command."""

from castle_launcher import main

if __name__ == "__main__":
    main()
