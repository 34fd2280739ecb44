"""The demonstration: made-up organisations at real communes of the plans, from field to label.

Everything in it is marked as an illustration and uses numbers that can belong to nobody: GTINs
of GS1's demonstration prefix 952, growing-area codes with the number 0, telephones that say
they are samples, no tax codes.
"""
