# The clock was a minute back when the second came: the oldest of two is who was there earlier. Found by the simulation.
day 1    15:59  capture  gus wants no contact                                         -> noted
day 1    15:58  offer    emil is given 39 points                                      -> has 39
day 20   15:58  capture  gus and emil are one                                         -> one person
