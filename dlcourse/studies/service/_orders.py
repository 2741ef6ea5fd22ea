"""Phrasings of three wishes about an order that is under way: track, redirect, damaged."""

TRACK = """
where is my order {number}
track parcel {number}
when will order {number} arrive
has {number} been shipped yet
what is the status of order {number}
i am waiting for package {number}
is order {number} on its way
can you tell me where parcel {number} is now
how long until {number} gets here
my delivery {number} has not come
will i get {number} by {day}
did you send out {number} already
please check order {number}
any news about {number}
locate shipment {number}
i still don't have {number}
which day does {number} come
it was promised for {day} but {number} is not here
show me the progress of {number}
why is {number} so late
expected {number} on {day} nothing came
has the driver left with {number}
follow order {number} for me
is {number} lost
the tracking page for {number} shows nothing
when can i expect {number}
order {number} was due on {day}
give me an update on {number}
who has my parcel {number}
in which depot is {number}
does {number} come before {day}
i have been home all day for {number} and saw nobody
look up {number} please
how far along is order {number}
whereabouts of {number}
so what happened to {number}
did {number} get stuck at customs
my neighbor says you came but {number} is missing
please find out about {number}
could {number} be here by {day}
time of arrival for {number}
still no sign of {number}
is anybody bringing {number} today
i paid for express and {number} is nowhere
"""

REDIRECT = """
send order {number} to {to} instead
change the address of {number} to {to}
please deliver {number} to {to}
i have moved to {to} so bring order {number} there
redirect parcel {number} to {to}
the new address for order {number} is in {to}
can {number} go to {to} and not to my old flat
forward {number} to {to}
i gave the wrong city for {number} it must be {to}
could you reroute {number} to {to} by {day}
update the destination of {number} to {to}
{number} should be taken to my office in {to}
make that {to} for order {number}
we live in {to} now please correct order {number}
ship {number} to my parents in {to} instead
on {day} i am in {to} can i get {number} there
switch delivery {number} over to {to}
put {to} as the place for {number}
different address for {number} please {to}
i won't be home so leave {number} in {to}
drop {number} off in {to} rather than here
order {number} has the wrong town the right one is {to}
let {number} be delivered in {to}
would you pass {number} on to our branch in {to}
from {day} i stay in {to} parcel {number} has to follow
edit the address on {number} to {to}
{number} belongs in {to} now
turn {number} around and take it to {to}
my address is out of date for {number} i am at {to}
i typed the address of {number} badly it is {to}
move the delivery of {number} to {to} on {day}
not here but in {to} is where i need {number}
can the driver with {number} go on to {to}
please amend order {number} new city {to}
have {number} brought to {to}
address correction for {number} {to}
bring {number} to {to} we are on holiday there
the recipient of {number} is now in {to}
instead of my house use {to} for {number}
please replace the address of {number} by {to}
get {number} to {to} as i moved house
divert {number} to {to}
a colleague in {to} will accept {number} for me
{to} is the correct town for {number}
"""

DAMAGED = """
order {number} arrived broken
my parcel {number} is damaged
the {item} in order {number} has a crack
{number} came with a hole in the box
i got {number} and it does not work
the content of {number} is in pieces
i want to complain about {number} it is smashed
you broke {item} in order {number}
package {number} was wet
half of order {number} is missing from the box
what do i do with {number} it came damaged
{item} from order {number} is scratched
the box of {number} was crushed
i received {number} on {day} and it is defective
everything in {number} is shattered
there is a dent in {item} order {number}
the seal of {number} was open and things are gone
claim for damage on {number}
your driver dropped {number} now it is bent
{number} was delivered in terrible condition
order {number} leaks
who pays for the broken {item} in {number}
when i opened {number} the {item} was ruined
{number} is torn
report a problem with {number} it is faulty
the glass in {number} did not survive
i am angry {number} came destroyed
unpacked {number} and found {item} split in two
please replace the damaged {item} of order {number}
{number} has water stains
something rattles in {number} i think it is broken
parts of {number} fell off
compensation for {number} which was spoiled
the {item} i got on {day} with {number} is chipped
poor packing {number} is all bent
{number} looks like somebody stepped on it
we found damage on {number} after you left on {day}
nothing in {number} is whole
the wrapping of {number} was ripped and {item} got dirty
i can't use {item} from {number} it is wrecked
a corner of {number} is squashed
{number} turned up burst open
your people ruined {number}
bad quality the {item} in {number} fell apart
"""
