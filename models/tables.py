"""Every table, parents before children."""

from models.buying import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine
from models.delivery import (
    Delivery,
    DeliveryLine,
    Package,
    PackageLine,
    PickLine,
    ScanEvent,
    Signoff,
    TrackingEvent,
)
from models.exchange import ImportBatch, ImportProfile, ImportRow
from models.goods import Barcode, Price, Product, ProductStock
from models.money import Payment, PaymentAllocation, Receivable
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.paper import PrintJob, Station
from models.parties import Address, Carrier, Customer, Supplier
from models.people import (
    AuditEntry,
    BackupRun,
    Change,
    ProgramSession,
    Role,
    RolePermission,
    Sequence,
    Setting,
    User,
    UserRole,
)
from models.stock import Location, Lot, Reservation, StockBalance, StockMove
from models.watch import Incident, IncidentNote

ALL = (
    User, Role, RolePermission, UserRole, AuditEntry, Setting, Sequence, Change, ProgramSession, BackupRun,
    Customer, Address, Supplier, Carrier, Product, ProductStock, Barcode, Price,
    SalesOrder, OrderLine, ApprovalRequest, Location, Lot, StockBalance, StockMove, Reservation,
    Delivery, DeliveryLine, PickLine, Package, PackageLine, Signoff, TrackingEvent, ScanEvent,
    PurchaseOrder, PurchaseLine, Receipt, ReceiptLine, Receivable, Payment, PaymentAllocation,
    Incident, IncidentNote, Station, PrintJob, ImportBatch, ImportRow, ImportProfile,
)  # fmt: skip

APPEND_ONLY = (AuditEntry, StockMove, Signoff)
