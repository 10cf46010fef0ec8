"""The addresses of a customer: one of them is the default."""

from models.parties import Address, Customer
from services.errors import Refusal
from services.unit import Created, Unit, use_case

LONGEST = 500


@use_case("address.save", right="customers.edit")
def save_address(
    u: Unit, customer_id: int, address_id: int | None, receiver: str, phone: str, text: str, is_default: bool = False
) -> Created:
    """Add an address (`address_id` None) or change one; a customer's first one is the default.

    Refuses unknown_customer, unknown_address, empty_field, too_long.
    """
    if Customer.get_or_none(Customer.id == customer_id) is None:
        raise Refusal("unknown_customer", name=str(customer_id))
    if not text.strip():
        raise Refusal("empty_field", field="address")
    if len(text) > LONGEST:
        raise Refusal("too_long", field="address", most=LONGEST)
    others = Address.select().where((Address.customer == customer_id) & (Address.id != (address_id or 0)))
    row = Address(customer=customer_id)
    if address_id is not None:
        row = Address.get_or_none((Address.id == address_id) & (Address.customer == customer_id))
        if row is None:
            raise Refusal("unknown_address")
    row.receiver, row.phone, row.text = receiver.strip(), phone.strip(), text.strip()
    row.is_default = is_default or not others.where(Address.is_default).exists()
    row.save()
    if row.is_default:
        Address.update(is_default=False).where((Address.customer == customer_id) & (Address.id != row.id)).execute()
    u.about("customer", customer_id, address=row.id)
    u.topics.add("customers")
    return Created(row.id)


@use_case("address.remove", right="customers.edit")
def remove_address(u: Unit, address_id: int) -> Created:
    """Take an address out of the book; the oldest that is left becomes the default. Refuses unknown_address."""
    row = Address.get_or_none(Address.id == address_id)
    if row is None:
        raise Refusal("unknown_address")
    customer_id = row.customer_id
    row.delete_instance()
    left = Address.select().where(Address.customer == customer_id).order_by(Address.id)
    if row.is_default and left.exists():
        Address.update(is_default=True).where(Address.id == left.first().id).execute()
    u.about("customer", customer_id, address=address_id)
    u.topics.add("customers")
    return Created(address_id)
