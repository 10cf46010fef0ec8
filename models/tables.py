"""Every table, parents before children."""

from models.after_sales import Complaint, Rating, ReturnLine, ReturnOrder
from models.buying import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine, Replenishment
from models.delivery import (
    BatchBox,
    Delivery,
    DeliveryLine,
    HandOver,
    Package,
    PackageLine,
    PickLine,
    ScanEvent,
    Signoff,
    TrackingEvent,
)
from models.exchange import ImportBatch, ImportProfile, ImportRow
from models.goods import Barcode, CustomerArticle, ParcelWeight, Price, Product, ProductStock, Tag
from models.money import Payment, PaymentAllocation, Receivable
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.paper import Attachment, LabelTemplate, PrintJob, Station
from models.parties import Address, Carrier, Customer, CustomerAlias, FreightRate, Supplier
from models.people import (
    AuditEntry,
    BackupRun,
    Change,
    OwnReport,
    Preference,
    ProgramSession,
    Role,
    RolePermission,
    SavedFilter,
    Sequence,
    Setting,
    User,
    UserRole,
)
from models.pieces import Piece
from models.requests import ActRequest
from models.stock import Location, Lot, Reservation, StockBalance, StockMove
from models.watch import Incident, IncidentNote

ALL = (
    User, Role, RolePermission, UserRole, AuditEntry, Setting, Sequence, Change, ProgramSession, BackupRun,
    SavedFilter, OwnReport, Preference,
    Customer, Address, CustomerAlias, Supplier, Carrier, FreightRate, Product, ProductStock, ParcelWeight, Tag,
    Barcode, Price, CustomerArticle, SalesOrder, OrderLine, ApprovalRequest, Location, Lot, StockBalance, StockMove,
    Reservation,
    HandOver, Delivery, DeliveryLine, PickLine, Package, PackageLine, Signoff, TrackingEvent, ScanEvent,
    BatchBox,
    PurchaseOrder, PurchaseLine, Receipt, ReceiptLine, Replenishment, Receivable, Payment, PaymentAllocation,
    Incident, IncidentNote, Rating, Complaint, ReturnOrder, ReturnLine, Piece,
    ActRequest, Station, PrintJob, LabelTemplate, Attachment, ImportBatch,
    ImportRow, ImportProfile,
)  # fmt: skip

APPEND_ONLY = (AuditEntry, StockMove, Signoff)
