"""What a release needs: proofs of one wheel, versions and changelogs, and a rehearsal of it all.

`nox -s release_check`, `bump` and `rehearse` call `python -m release`; a release is told step by
step in docs/contributing/releasing.md.
"""
