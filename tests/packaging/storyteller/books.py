"""Books as Project Gutenberg lays them out, with texts of our own."""

from __future__ import annotations

HEADER = """The Project Gutenberg eBook of {title}

This eBook is for the use of anyone anywhere.

Title: {title}

Author: Various

*** START OF THE PROJECT GUTENBERG EBOOK {capitals} ***




Produced by volunteers




{capitals}

EDITED BY SOMEBODY




PREFACE

{preface}



"""
FOOTER = """


End of the Project Gutenberg EBook of {title}

*** END OF THE PROJECT GUTENBERG EBOOK {capitals} ***

Section 1. General terms of use of this licence.
"""
PREFACE = "These tales were told to us by the fire. " * 20


def book(title: str, inside: str) -> str:
    """A book with its header, a preface and the licence after it."""
    names = {"title": title, "capitals": title.upper(), "preface": PREFACE}
    return HEADER.format(**names) + inside + FOOTER.format(**names)


def tale(of_whom: str, *, mark: str = '"') -> str:
    """A story that is long enough, with speech between these marks and its lines broken."""
    start = f"ONCE upon a time there lived {of_whom}, who wished to see the world.\n"
    day = (
        f"{mark}Where does this road lead?{mark} asked {of_whom} of the old man's\n"
        f"daughter. {mark}To the sea,{mark} said she, {mark}and it's long.{mark}\n\n"
    )
    return start + "So they set out together.\n\n" + day * 4 + "And there they are to this day.\n"


PLAIN = book(
    "Plain Tales",
    f"""CONTENTS:

     THE HEN
     THE FOX AND THE GOOSE




PLAIN TALES




THE HEN

{tale("a hen")}



THE FOX AND THE GOOSE [WITH A PICTURE]

[Illustration: The fox
in his den]

{tale("a fox")}


THE MORAL

Short.




NOTES AND REFERENCES

THE HEN

{"Told in many countries, and noted down in some. " * 20}
""",
)

EMPHASISED = book(
    "Slanted Tales",
    f"""_CONTENTS_

                                            PAGE

_The Hen_                                      1

_The Fox and the Goose_                        9




_The Hen_

{tale("a hen", mark="'")}
[1] From the memory of an aunt.

_The Fox and the Goose_

{tale("a fox", mark="'")}
""",
)

REFLOWED = book(
    "Flowing Tales",
    f"""                   CONTENTS

The Hen The Fox and the Goose The Hen who would
see Paradise

       The Hen        From the farm

{tale("a hen")}
       The Fox and the Goose

{tale("a fox")}
       The Hen who would see
       Paradise

{tale("another hen")}
""",
)

NUMBERED = book(
    "Counted Tales",
    f"""CONTENTS

I. THE HEN
II. THE FOX AND THE GOOSE




I. THE HEN

{tale("a hen")}
II. THE FOX AND THE GOOSE

{tale("a fox")}
""",
)
