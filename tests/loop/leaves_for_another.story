# Who is taken from one person and given to another one, brings the other one along: their lead follows. Found by the simulation.
day 0    12:26  capture  fay may be contacted                                         -> noted
day 0    19:16  capture  visitor phone-2 leaves phone 13800000000                     -> new
day 4    05:38  sales    gus may buy washing                                          -> assigned
day 6    09:07  capture  visitor phone-2 leaves phone 13800000001                     -> new
day 29   21:46  capture  fay shows phone 13800000001                                  -> seen
day 30   08:06  capture  gus shows phone 13800000000                                  -> seen
