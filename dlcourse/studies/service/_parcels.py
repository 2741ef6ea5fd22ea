"""Phrasings of three wishes about a parcel that is not sent yet: book, price, cancel."""

BOOK = """
i want to send {item} from {from} to {to} on {day}
please pick up {item} in {from} {day} and bring it to {to}
book a delivery from {from} to {to} for {day}
can you collect {item} from {from} on {day} it goes to {to}
i would like to ship {item} to {to} from {from}
send a driver to {from} {day} for a parcel to {to}
we need a pickup in {from} on {day} destination {to}
i have {item} in {from} that must be in {to} by {day}
arrange transport of {item} from {from} to {to}
a courier please from {from} to {to} on {day}
could somebody fetch {item} from me in {from} and take it to {to}
new shipment {from} to {to} {day}
reserve a delivery slot on {day} from {from} to {to}
my sister in {to} should get {item} from {from} by {day}
i need to get {item} to {to} it is in {from} now
schedule a collection in {from} for {day} going to {to}
let me post {item} to {to} from {from} on {day}
take {item} to {to} please i am in {from}
on {day} i want a package moved from {from} to {to}
is it possible to mail {item} from {from} to {to} on {day}
have {item} picked up at my office in {from} {day} and delivered in {to}
i'd like to order a delivery to {to} from {from}
we are moving {item} from {from} to {to} can you carry it
set up a shipment to {to} starting in {from} on {day}
come by in {from} on {day} i am mailing {item} to {to}
my shop in {from} has {item} for a customer in {to}
get this from {from} over to {to} before {day}
place a new order from {from} to {to} please
i am sending {item} to a friend in {to} collect it in {from}
deliver {item} for me to {to} pickup {from} {day}
van needed in {from} {day} to carry {item} to {to}
could you bring {item} from {from} to {to} on {day}
there is {item} here in {from} waiting to go to {to}
register a parcel from {from} for {to}
when you are in {from} on {day} grab {item} and drop it in {to}
please dispatch {item} to {to} i hand it over in {from}
sign me up for a delivery from {from} to {to} on {day}
i must have {item} in {to} on {day} coming from {from}
make an appointment for {day} in {from} parcel goes to {to}
next job from {from} to {to} one item {item}
hand {item} to my mother in {to} you find me in {from}
freight from {from} to {to} leaving {day}
start a delivery for {item} between {from} and {to}
my landlord in {to} wants {item} from {from} on {day}
"""

PRICE = """
how much does it cost to send {item} from {from} to {to}
what is the price for a parcel from {from} to {to}
what do you charge from {from} to {to}
price from {from} to {to}
how expensive is a delivery to {to} from {from}
can you give me a quote for {item} from {from} to {to}
what would i pay to ship {item} to {to} from {from}
tell me the cost of shipping {item} from {from} to {to}
is it cheaper to send {item} to {to} from {from} on {day}
your rates for {from} to {to} please
how many euros for {item} to {to} from {from}
i want to know the fee for a parcel from {from} to {to}
estimate the postage from {from} to {to}
what does a package to {to} cost if i send it from {from}
do you have a discount for {from} to {to}
how much money for a courier from {from} to {to} on {day}
quote me {item} from {from} to {to}
are there extra charges between {from} and {to} on {day}
what is your tariff for {from} to {to}
could i have an offer for moving {item} from {from} to {to}
calculate the price of {item} going from {from} to {to}
what will it come to if you take {item} from {from} to {to}
how much is it to {to} from {from}
any special prices to {to} from {from} on {day}
i wonder what you ask for {item} to {to} from {from}
what are the shipping costs to {to} i am in {from}
is {from} to {to} more than twenty euros
do i pay less for {item} from {from} to {to} on {day}
give me a number what is {from} to {to} worth
the cost from {from} to {to} please
what is the cheapest way to get {item} from {from} to {to}
how much would you want for carrying {item} to {to} out of {from}
pricing for {from} to {to} on {day}
can i afford {item} from {from} to {to} what is the bill
what's the damage for a box from {from} to {to}
list your fees from {from} to {to}
is there a flat rate from {from} to {to}
compare prices for {item} to {to} from {from}
what sum should i expect for {from} to {to}
does a parcel to {to} get dearer when it starts in {from}
how dear is {item} from {from} to {to}
before i book what is {from} to {to} going to cost
my budget is small what is {item} from {from} to {to}
let me see the price list for {to} from {from}
"""

CANCEL = """
cancel order {number}
please cancel my order {number}
i want to cancel number {number}
stop order {number}
i do not need order {number} any more
call off delivery {number}
can you delete order {number} for me
i changed my mind about order {number}
forget about {number} i don't want it
withdraw order {number} please
i would like my money back for {number} before it leaves
do not send {number}
order {number} was a mistake
take back order {number}
annul number {number} please
we no longer want parcel {number}
could you scrap order {number}
please remove {number} from your list
i ordered twice so drop {number}
don't come on {day} for {number} we cancel it
kill order {number}
undo my booking {number}
is it too late to cancel {number}
how do i cancel order {number}
i wish to end contract {number}
no need to pick up {number} on {day}
abort shipment {number}
refund {number} i found it elsewhere
my order {number} should not go out
never mind {number}
the customer backed out please void {number}
booking {number} is off
strike {number} from the plan for {day}
i regret order {number} can it be reversed
keep your driver at home {number} is not needed
please do nothing with {number} we decided against it
terminate {number}
i'd like to return order {number} unopened
hold on do not ship {number} we don't want it
let's drop booking {number}
order {number} can be thrown out
cancellation of {number}
i am pulling out of {number}
revoke delivery {number} on {day}
"""
