"""What customers call products and themselves in their files: linked by a person once, and known from then on."""

from models.goods import CustomerArticle
from models.parties import CustomerAlias
from services.import_directory import Learned
from services.unit import Unit

NOTHING_LEARNED = Learned()


def learn(u: Unit, learned: Learned) -> None:
    """Keep links; a later one takes the place of an earlier one."""
    A, C = CustomerArticle, CustomerAlias
    for customer, article, said, product in learned.articles:
        values = {"product": product, "said": said, "at": u.now}
        if not A.update(values).where((A.customer == customer) & (A.article == article)).execute():
            A.insert(customer=customer, article=article, **values).execute()
    for alias, said, customer in learned.aliases:
        values = {"customer": customer, "said": said, "at": u.now}
        if not C.update(values).where(C.alias == alias).execute():
            C.insert(alias=alias, **values).execute()
