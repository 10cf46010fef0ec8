"""What must always hold, as queries that give the rows for which it does not.

Each runs as it stands on both engines: no parameters, whole sets, figures as stored (scaled whole numbers).
A percent sign or a question mark would be read as a parameter by one driver or the other.
"""

IN_HOUSE = "('planned', 'released', 'picking', 'picked', 'checked', 'packed', 'confirmed')"
IN_WORK = "('picking', 'picked', 'checked', 'packed', 'confirmed')"
LEFT = "('dispatched', 'in_transit', 'signed', 'signed_difference', 'refused', 'lost', 'closed')"
OWN = "('receiving', 'bin', 'quarantine', 'staging')"

# 1. Goods come from somewhere and go somewhere.
LOT_SUMS = """
SELECT product_id, lot_id, SUM(on_hand) AS surplus FROM stock_balance GROUP BY 1, 2 HAVING SUM(on_hand) <> 0
"""

BALANCES = """
SELECT product_id, lot_id, location_id, quality, SUM(quantity) AS difference FROM (
    SELECT product_id, lot_id, target_id AS location_id, target_quality AS quality, quantity FROM stock_move
    UNION ALL SELECT product_id, lot_id, source_id, source_quality, -quantity FROM stock_move
    UNION ALL SELECT product_id, lot_id, location_id, quality, -on_hand FROM stock_balance
) flow GROUP BY 1, 2, 3, 4 HAVING SUM(quantity) <> 0
"""

# 2. A promise is covered by goods that may be promised.
RESERVED_ON_HAND = f"""
SELECT b.id AS balance, l.kind, b.on_hand, b.reserved FROM stock_balance b JOIN location l ON l.id = b.location_id
WHERE CASE WHEN l.kind IN {OWN} THEN b.reserved < 0 OR b.reserved > b.on_hand ELSE b.reserved <> 0 END
"""

RESERVATIONS = """
SELECT b.id AS balance, b.reserved, COALESCE(r.quantity, 0) AS promised FROM stock_balance b
LEFT JOIN (SELECT balance_id, SUM(quantity) AS quantity FROM reservation GROUP BY 1) r ON r.balance_id = b.id
WHERE b.reserved <> COALESCE(r.quantity, 0)
"""

BLOCKED_RESERVED = """
SELECT b.id AS balance, b.quality, b.reserved, l.number AS lot FROM stock_balance b JOIN lot l ON l.id = b.lot_id
WHERE b.reserved > 0 AND b.quality <> 'good'
UNION ALL
SELECT b.id, 'past expiry', r.quantity, l.number FROM reservation r
JOIN stock_balance b ON b.id = r.balance_id JOIN lot l ON l.id = b.lot_id
LEFT JOIN delivery_line dl ON dl.id = r.delivery_line_id LEFT JOIN delivery d ON d.id = dl.delivery_id
WHERE COALESCE(d.state, 'planned') = 'planned' AND CAST(l.expiry AS TEXT) <
    (SELECT REPLACE(value, '"', '') FROM setting WHERE key = 'stock.expired_to')
"""

STOCK_FIGURES = f"""
SELECT s.product_id, s.on_hand, s.reserved, s.available, s.incoming, s.level, c.on_hand AS moves_on_hand,
    c.reserved AS moves_reserved, c.available AS moves_available, c.incoming AS ordered
FROM product_stock s JOIN (
    SELECT p.id, p.safety_stock, COALESCE(b.on_hand, 0) AS on_hand, COALESCE(b.reserved, 0) AS reserved,
        COALESCE(b.available, 0) AS available, COALESCE(i.quantity, 0) AS incoming
    FROM product p LEFT JOIN (
        SELECT b.product_id, SUM(b.on_hand) AS on_hand, SUM(b.reserved) AS reserved,
            SUM(CASE WHEN b.quality = 'good' AND l.kind IN ('receiving', 'bin') THEN b.on_hand - b.reserved ELSE 0 END)
                AS available
        FROM stock_balance b JOIN location l ON l.id = b.location_id WHERE l.kind IN {OWN} GROUP BY 1
    ) b ON b.product_id = p.id LEFT JOIN (
        SELECT pl.product_id, SUM(pl.open) AS quantity FROM purchase_line pl GROUP BY 1
    ) i ON i.product_id = p.id
) c ON c.id = s.product_id
WHERE s.on_hand <> c.on_hand OR s.reserved <> c.reserved OR s.available <> c.available OR s.incoming <> c.incoming
    OR s.level <> CASE WHEN c.available <= 0 THEN 'out' WHEN c.available < c.safety_stock THEN 'low' ELSE 'enough' END
UNION ALL SELECT p.id, 0, 0, 0, 0, 'missing', 0, 0, 0, 0 FROM product p
WHERE NOT EXISTS (SELECT 1 FROM product_stock s WHERE s.product_id = p.id)
"""

# 3. Every piece ordered is shipped, open or closed short.
LINES_ADD_UP = """
SELECT id AS line, ordered, shipped, open, closed_short FROM order_line
WHERE ordered <> shipped + open + closed_short OR shipped < 0 OR open < 0 OR closed_short < 0 OR ordered <= 0
"""

LINES_RESERVED = """
SELECT l.id AS line, l.reserved, COALESCE(r.quantity, 0) AS promised, l.open, o.state
FROM order_line l JOIN sales_order o ON o.id = l.order_id
LEFT JOIN (SELECT line_id, SUM(quantity) AS quantity FROM reservation GROUP BY 1) r ON r.line_id = l.id
WHERE l.reserved <> COALESCE(r.quantity, 0) OR l.reserved > l.open
    OR (l.reserved > 0 AND o.state NOT IN ('submitted', 'approved'))
"""

LINES_PLANNED = f"""
SELECT l.id AS line, l.planned, COALESCE(d.quantity, 0) AS on_deliveries FROM order_line l LEFT JOIN (
    SELECT dl.line_id, SUM(dl.quantity) AS quantity FROM delivery d JOIN delivery_line dl ON dl.delivery_id = d.id
    WHERE d.state IN {IN_HOUSE} GROUP BY 1
) d ON d.line_id = l.id
WHERE l.planned <> COALESCE(d.quantity, 0) OR l.planned > l.reserved
"""

LINES_SHIPPED = f"""
SELECT l.id AS line, l.shipped, COALESCE(d.quantity, 0) AS on_deliveries FROM order_line l LEFT JOIN (
    SELECT dl.line_id, SUM(CASE WHEN d.state = 'closed' THEN dl.delivered ELSE dl.packed END) AS quantity
    FROM delivery d JOIN delivery_line dl ON dl.delivery_id = d.id WHERE d.state IN {LEFT} GROUP BY 1
) d ON d.line_id = l.id
WHERE l.shipped <> COALESCE(d.quantity, 0)
"""

ORDER_FIGURES = """
SELECT o.id AS "order", o.number, o.state, o.total, o.lines, o.lines_reserved, o.lines_shipped,
    COALESCE(l.total, 0) AS line_total, COALESCE(l.lines, 0) AS line_count, COALESCE(l.reserved, 0) AS reserved_count,
    COALESCE(l.shipped, 0) AS shipped_count
FROM sales_order o LEFT JOIN (
    SELECT order_id, SUM(amount) AS total, COUNT(*) AS lines, SUM(CASE WHEN open <= reserved THEN 1 ELSE 0 END)
        AS reserved, SUM(CASE WHEN open = 0 AND shipped > 0 THEN 1 ELSE 0 END) AS shipped
    FROM order_line GROUP BY 1
) l ON l.order_id = o.id
WHERE o.total <> COALESCE(l.total, 0) OR o.lines <> COALESCE(l.lines, 0)
    OR o.lines_reserved <> COALESCE(l.reserved, 0) OR o.lines_shipped <> COALESCE(l.shipped, 0)
"""

ORDER_STATES = """
SELECT o.id AS "order", o.number, o.state, o.progress, l.open, d.deliveries FROM sales_order o LEFT JOIN (
    SELECT order_id, SUM(open) AS open, SUM(shipped) AS shipped FROM order_line GROUP BY 1
) l ON l.order_id = o.id
LEFT JOIN (
    SELECT ol.order_id, COUNT(DISTINCT d.id) AS deliveries,
        SUM(CASE WHEN d.state IN {work} THEN 1 ELSE 0 END) AS work,
        SUM(CASE WHEN d.state IN ('dispatched', 'in_transit') THEN 1 ELSE 0 END) AS road FROM delivery d
    JOIN delivery_line dl ON dl.delivery_id = d.id JOIN order_line ol ON ol.id = dl.line_id
    WHERE d.state NOT IN ('closed', 'cancelled') GROUP BY 1
) d ON d.order_id = o.id
WHERE (o.state = 'completed' AND (l.open > 0 OR d.deliveries > 0))
    OR (o.state = 'approved' AND COALESCE(l.open, 0) = 0 AND COALESCE(d.deliveries, 0) = 0)
    OR (o.state = 'closed_short' AND l.open > 0)
    OR (o.state IN ('draft', 'submitted', 'rejected', 'cancelled') AND d.deliveries > 0)
    OR (o.state NOT IN ('draft', 'cancelled') AND o.number IS NULL)
    OR o.phase <> CASE WHEN o.state IN ('completed', 'closed_short', 'cancelled') THEN 'ended' ELSE 'open' END
    OR COALESCE(o.promised, '9999-12-31') <> o.due
    OR o.progress <> CASE WHEN o.state <> 'approved' THEN '' WHEN l.open > 0 AND l.shipped > 0 THEN 'part'
        WHEN l.open > 0 AND d.work > 0 THEN 'picking' WHEN l.open > 0 THEN 'approved'
        WHEN d.road > 0 THEN 'shipped' ELSE 'unsettled' END
""".replace("{work}", IN_WORK)

# 4. What was posted stays; a mistake is undone once.
REVERSALS = """
SELECT m.id AS move, m.reverses_id AS reverses FROM stock_move m JOIN stock_move o ON o.id = m.reverses_id
WHERE m.product_id <> o.product_id OR m.lot_id <> o.lot_id OR m.quantity <> o.quantity
    OR m.source_id <> o.target_id OR m.target_id <> o.source_id
    OR m.source_quality <> o.target_quality OR m.target_quality <> o.source_quality
UNION ALL SELECT MAX(id), reverses_id FROM stock_move WHERE reverses_id IS NOT NULL
GROUP BY reverses_id HAVING COUNT(*) > 1
"""

# 5. What was picked is what is packed is what left.
PICKED_PACKED = f"""
SELECT d.number AS delivery, dl.position, dl.quantity, dl.picked, dl.checked, dl.packed,
    COALESCE(p.picked, 0) AS pick_lines, COALESCE(k.quantity, 0) AS in_packages
FROM delivery d JOIN delivery_line dl ON dl.delivery_id = d.id
LEFT JOIN (SELECT delivery_line_id, SUM(picked) AS picked, SUM(planned) AS planned FROM pick_line GROUP BY 1) p
    ON p.delivery_line_id = dl.id
LEFT JOIN (SELECT delivery_line_id, SUM(quantity) AS quantity FROM package_line GROUP BY 1) k
    ON k.delivery_line_id = dl.id
WHERE dl.picked <> COALESCE(p.picked, 0) OR dl.picked > dl.quantity OR dl.packed <> COALESCE(k.quantity, 0)
    OR (d.state NOT IN ('planned', 'cancelled') AND dl.quantity <> COALESCE(p.planned, 0))
    OR (d.state IN ('checked', 'packed', 'confirmed') AND dl.checked <> dl.picked)
    OR (d.state IN ('packed', 'confirmed') AND dl.packed <> dl.picked)
    OR (d.state IN {LEFT} AND (dl.packed <> dl.picked OR dl.packed <> dl.quantity))
"""

STAGED = """
SELECT d.number AS delivery, dl.position, dl.quantity, dl.picked, COALESCE(r.held, 0) AS held,
    COALESCE(r.staged, 0) AS staged
FROM delivery d JOIN delivery_line dl ON dl.delivery_id = d.id LEFT JOIN (
    SELECT r.delivery_line_id, SUM(r.quantity) AS held,
        SUM(CASE WHEN l.kind = 'staging' THEN r.quantity ELSE 0 END) AS staged
    FROM reservation r JOIN stock_balance b ON b.id = r.balance_id JOIN location l ON l.id = b.location_id
    WHERE r.delivery_line_id IS NOT NULL GROUP BY 1
) r ON r.delivery_line_id = dl.id
WHERE CASE WHEN d.state IN {house} THEN COALESCE(r.held, 0) <> dl.quantity OR COALESCE(r.staged, 0) <> dl.picked
    ELSE r.held IS NOT NULL END
UNION ALL SELECT 'none', r.delivery_line_id, 0, 0, r.quantity, 0 FROM reservation r
WHERE r.delivery_line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM delivery_line dl WHERE dl.id = r.delivery_line_id)
""".replace("{house}", IN_HOUSE)

DISPATCH_MOVES = f"""
SELECT delivery_id AS delivery, product_id, lot_id, SUM(quantity) AS difference FROM (
    SELECT p.delivery_id, dl.product_id, k.lot_id, k.quantity FROM package_line k
    JOIN package p ON p.id = k.package_id JOIN delivery_line dl ON dl.id = k.delivery_line_id
    JOIN delivery d ON d.id = p.delivery_id WHERE d.state IN {LEFT}
    UNION ALL SELECT document_id, product_id, lot_id, -quantity FROM stock_move
    WHERE document_kind = 'delivery' AND reason = 'dispatch'
) flow GROUP BY 1, 2, 3 HAVING SUM(quantity) <> 0
"""

DELIVERY_FIGURES = """
SELECT d.number AS delivery, d.state, d.pieces, d.picked, d.lines, d.packages, l.pieces AS line_pieces,
    l.picked AS line_picked, COALESCE(p.packages, 0) AS package_count
FROM delivery d LEFT JOIN (
    SELECT delivery_id, SUM(quantity) AS pieces, SUM(picked) AS picked, COUNT(*) AS lines FROM delivery_line GROUP BY 1
) l ON l.delivery_id = d.id
LEFT JOIN (SELECT delivery_id, COUNT(*) AS packages FROM package GROUP BY 1) p ON p.delivery_id = d.id
WHERE d.pieces <> COALESCE(l.pieces, 0) OR d.picked <> COALESCE(l.picked, 0) OR d.lines <> COALESCE(l.lines, 0)
    OR (d.packages <> COALESCE(p.packages, 0))
    OR (d.state = 'picking' AND d.pieces > 0 AND d.picked >= d.pieces)
    OR (d.state = 'picked' AND d.picked < d.pieces)
    OR d.phase <> CASE WHEN d.state IN {house} THEN 'house' WHEN d.state IN ('closed', 'cancelled') THEN 'ended'
        ELSE 'way' END
    OR COALESCE(d.promised, '9999-12-31') <> d.due
""".replace("{house}", IN_HOUSE)

# 6. Nobody signs for what changed afterwards. The hashes themselves are recomputed in services/check.py.
SIGNED_BY_TWO = f"""
SELECT d.number AS delivery, d.state, COUNT(s.id) AS signoffs, COUNT(DISTINCT s.user_id) AS people FROM delivery d
JOIN signoff s ON s.delivery_id = d.id AND s.content_hash = d.content_hash AND s.waived IS FALSE
WHERE d.state = 'confirmed' OR d.state IN {LEFT}
GROUP BY 1, 2 HAVING COUNT(s.id) <> COUNT(DISTINCT s.user_id)
"""

APPROVED_CONTENT = """
SELECT o.number AS "order", o.content_hash, a.content_hash AS decided_on, a.decision FROM sales_order o
LEFT JOIN (SELECT order_id, MAX(id) AS id FROM approval_request GROUP BY 1) last ON last.order_id = o.id
LEFT JOIN approval_request a ON a.id = last.id
WHERE (o.state IN ('approved', 'completed', 'closed_short')
        AND (a.id IS NULL OR a.decision <> 'approved' OR a.content_hash <> o.content_hash))
    OR (o.state = 'submitted' AND (a.id IS NULL OR a.decision <> '' OR a.content_hash <> o.content_hash))
"""

# 7. Nobody gets, or gives back, more than left.
DELIVERED = """
SELECT d.number AS delivery, dl.position, dl.packed, dl.delivered FROM delivery_line dl
JOIN delivery d ON d.id = dl.delivery_id WHERE dl.delivered < 0 OR dl.delivered > dl.packed
"""

ARRIVALS = """
SELECT m.document_id AS delivery, m.product_id, m.lot_id,
    SUM(CASE WHEN m.reason = 'dispatch' THEN m.quantity ELSE 0 END) AS dispatched,
    SUM(CASE WHEN m.reason = 'signed' THEN m.quantity ELSE 0 END) AS signed,
    SUM(CASE WHEN m.reason = 'not_delivered' THEN m.quantity ELSE 0 END) AS returned, d.state
FROM stock_move m JOIN delivery d ON d.id = m.document_id
WHERE m.document_kind = 'delivery' AND m.reason IN ('dispatch', 'signed', 'not_delivered') GROUP BY 1, 2, 3, d.state
HAVING SUM(CASE WHEN m.reason = 'dispatch' THEN m.quantity ELSE -m.quantity END) < 0
    OR (d.state = 'closed' AND SUM(CASE WHEN m.reason = 'dispatch' THEN m.quantity ELSE -m.quantity END) <> 0)
"""

# 8. Each part of what a customer owes counts once.
CUSTOMER_BALANCES = """
SELECT c.code AS customer, c.balance, COALESCE(r.amount, 0) AS billed, COALESCE(p.amount, 0) AS paid FROM customer c
LEFT JOIN (SELECT customer_id, SUM(amount) AS amount FROM receivable WHERE billed IS TRUE GROUP BY 1) r
    ON r.customer_id = c.id
LEFT JOIN (SELECT customer_id, SUM(amount) AS amount FROM payment GROUP BY 1) p ON p.customer_id = c.id
WHERE c.balance <> COALESCE(r.amount, 0) - COALESCE(p.amount, 0)
"""

RECEIVABLES_OPEN = """
SELECT r.customer_id AS customer, SUM(r.amount) AS billed, SUM(r.open) AS open, COALESCE(a.amount, 0) AS allocated
FROM receivable r LEFT JOIN (
    SELECT r.customer_id, SUM(a.amount) AS amount FROM payment_allocation a JOIN receivable r ON r.id = a.receivable_id
    GROUP BY 1
) a ON a.customer_id = r.customer_id
GROUP BY 1, a.amount HAVING SUM(r.open) <> SUM(r.amount) - COALESCE(a.amount, 0)
UNION ALL SELECT customer_id, amount, open, 0 FROM receivable
WHERE (amount >= 0 AND (open < 0 OR open > amount)) OR (amount < 0 AND (open > 0 OR open < amount))
"""

PAYMENTS_OPEN = """
SELECT p.number AS payment, p.amount, p.open, COALESCE(a.amount, 0) AS allocated FROM payment p
LEFT JOIN (SELECT payment_id, SUM(amount) AS amount FROM payment_allocation GROUP BY 1) a ON a.payment_id = p.id
WHERE p.open <> p.amount - COALESCE(a.amount, 0) OR p.open < 0
"""

BILLED = f"""
SELECT d.number AS delivery, d.state, COUNT(r.id) AS bills FROM delivery d
LEFT JOIN receivable r ON r.delivery_id = d.id AND r.kind = 'dispatch'
GROUP BY 1, 2 HAVING COUNT(r.id) > CASE WHEN d.state IN {LEFT} THEN 1 ELSE 0 END
"""

# What waits for the end of the month has no due day and nothing paid on it; a credit goes with its delivery's bill.
UNBILLED = """
SELECT r.id AS receivable, r.kind, r.amount, r.due, COALESCE(a.amount, 0) AS paid FROM receivable r
LEFT JOIN (SELECT receivable_id, SUM(amount) AS amount FROM payment_allocation GROUP BY 1) a ON a.receivable_id = r.id
WHERE r.billed IS FALSE AND (r.due <> '9999-12-31' OR r.kind = 'opening' OR a.amount IS NOT NULL)
UNION ALL SELECT r.id, r.kind, r.amount, r.due, b.amount FROM receivable r
JOIN receivable b ON b.delivery_id = r.delivery_id AND b.kind = 'dispatch'
WHERE r.kind = 'credit' AND r.billed <> b.billed
"""

# What the buyer put on order names its line, for the same product; what waits or was declined names none.
REQUESTS = """
SELECT r.id AS request, r.state, r.product_id, r.purchase_line_id FROM replenishment r
LEFT JOIN purchase_line l ON l.id = r.purchase_line_id
WHERE (r.state = 'ordered') <> (l.id IS NOT NULL) OR l.product_id <> r.product_id OR r.quantity <= 0
"""

# What came of a return has a verdict for each piece, and nobody gives back more of a delivery than arrived with it.
RETURN_LINES = """
SELECT r.number AS "return", r.state, l.position, l.quantity, l.received, l.restocked, l.scrapped, l.sent_back
FROM return_line l JOIN return_order r ON r.id = l.order_id
WHERE l.quantity <= 0 OR l.received < 0 OR (r.state IN ('announced', 'cancelled') AND l.received <> 0)
    OR l.restocked < 0 OR l.scrapped < 0 OR l.sent_back < 0
    OR l.restocked + l.scrapped + l.sent_back <> CASE WHEN r.state IN ('inspected', 'closed') THEN l.received ELSE 0 END
"""

RETURNED = """
SELECT b.delivery_line_id AS delivery_line, b.lot_id, b.quantity AS returned, k.quantity AS packed, b.line_quantity,
    dl.delivered
FROM (
    SELECT w.delivery_line_id, w.lot_id, SUM(w.quantity) AS quantity,
        SUM(SUM(w.quantity)) OVER (PARTITION BY w.delivery_line_id) AS line_quantity
    FROM (
        SELECT l.delivery_line_id, l.lot_id,
            CASE r.state WHEN 'cancelled' THEN 0 WHEN 'announced' THEN l.quantity ELSE l.received END AS quantity
        FROM return_line l JOIN return_order r ON r.id = l.order_id
    ) w GROUP BY 1, 2
) b JOIN delivery_line dl ON dl.id = b.delivery_line_id
LEFT JOIN (SELECT delivery_line_id, lot_id, SUM(quantity) AS quantity FROM package_line GROUP BY 1, 2) k
    ON k.delivery_line_id = b.delivery_line_id AND k.lot_id = b.lot_id
WHERE b.quantity > COALESCE(k.quantity, 0) OR b.line_quantity > dl.delivered
"""

RETURN_MOVES = """
SELECT order_id AS return_id, product_id, lot_id, way, SUM(quantity) AS difference FROM (
    SELECT order_id, product_id, lot_id, 'return' AS way, received AS quantity FROM return_line
    UNION ALL SELECT order_id, product_id, lot_id, 'restock', restocked FROM return_line
    UNION ALL SELECT order_id, product_id, lot_id, 'scrap', scrapped FROM return_line
    UNION ALL SELECT order_id, product_id, lot_id, 'send_back', sent_back FROM return_line
    UNION ALL SELECT document_id, product_id, lot_id, reason, -quantity FROM stock_move WHERE document_kind = 'return'
    UNION ALL SELECT m.document_id, m.product_id, m.lot_id, m.reason, m.quantity
        FROM stock_move m JOIN stock_move b ON b.reverses_id = m.id WHERE m.document_kind = 'return'
) flow GROUP BY 1, 2, 3, 4 HAVING SUM(quantity) <> 0
"""

RETURN_CREDITS = """
SELECT r.number AS "return", r.outcome, r.amount, c.amount AS credited FROM return_order r
LEFT JOIN receivable c ON c.id = r.credit_id
WHERE (r.outcome = 'refunded') <> (r.credit_id IS NOT NULL) OR (r.state = 'closed') <> (r.outcome <> '')
    OR (c.id IS NOT NULL AND (c.kind <> 'credit' OR c.amount <> -r.amount OR c.delivery_id <> r.delivery_id))
    OR r.phase <> CASE WHEN r.state IN ('closed', 'cancelled') THEN 'ended' ELSE 'open' END
UNION ALL SELECT d.number, 'over the bill', SUM(b.amount), 0 FROM receivable b JOIN delivery d ON d.id = b.delivery_id
WHERE EXISTS (SELECT 1 FROM return_order r WHERE r.delivery_id = d.id AND r.credit_id IS NOT NULL)
GROUP BY 1 HAVING SUM(b.amount) < 0
"""

# What waits was answered by nobody; what was decided says by whom, not by who asked unless the company allows that.
ACTS = """
SELECT r.number AS request, r.state, r.user_id AS asked_by, r.decided_by_id AS decided_by FROM act_request r
WHERE (r.state = 'waiting') <> (r.decided_at IS NULL) OR (r.state = 'refused' AND r.answer = '')
    OR (r.state IN ('approved', 'refused') AND NOT EXISTS (
        SELECT 1 FROM audit_entry a WHERE a.subject_kind = r.subject_kind AND a.subject_id = r.subject_id
        AND a.use_case = CASE r.state WHEN 'approved' THEN 'act.approve' ELSE 'act.refuse' END))
"""

# 9. The audit log explains each document's state.
EXPLAINED = """
SELECT 'order' AS document, o.id, o.number, o.state FROM sales_order o
WHERE (o.state <> 'draft' OR o.number IS NOT NULL) AND NOT EXISTS (
    SELECT 1 FROM audit_entry a WHERE a.subject_kind = 'order' AND a.subject_id = o.id AND CASE o.state
        WHEN 'draft' THEN a.use_case IN ('order.send_back', 'order.reopen')
        WHEN 'submitted' THEN a.use_case IN ('order.submit', 'order.revise')
        WHEN 'rejected' THEN a.use_case = 'order.reject'
        WHEN 'cancelled' THEN a.use_case = 'order.cancel'
        WHEN 'closed_short' THEN a.use_case = 'order.close_short'
        ELSE a.use_case IN ('order.approve', 'order.approve_by_rule') END)
    AND NOT (o.state = 'submitted' AND EXISTS (
        SELECT 1 FROM audit_entry a WHERE a.subject_kind = 'import' AND a.use_case = 'order.import'
        AND o.source = 'import:' || a.subject_id))
UNION ALL SELECT 'delivery', d.id, d.number, d.state FROM delivery d
WHERE d.state <> 'planned' AND NOT (d.state = 'cancelled' AND d.released_at IS NULL) AND NOT EXISTS (
    SELECT 1 FROM audit_entry a WHERE a.subject_kind = 'delivery' AND a.subject_id = d.id AND CASE d.state
        WHEN 'released' THEN a.use_case = 'delivery.release'
        WHEN 'picking' THEN a.use_case IN ('packing.start', 'packing.scan', 'packing.put', 'packing.undo')
        WHEN 'picked' THEN a.use_case IN ('packing.scan', 'packing.put', 'packing.short')
        WHEN 'checked' THEN a.use_case = 'packing.check'
        WHEN 'packed' THEN a.use_case = 'packing.pack'
        WHEN 'confirmed' THEN a.use_case = 'delivery.sign' OR (a.use_case = 'packing.pack' AND EXISTS (
            SELECT 1 FROM audit_entry s WHERE s.use_case = 'settings.change'
            AND REPLACE(s.detail, 'signoff.roles', '') <> s.detail))
        WHEN 'dispatched' THEN a.use_case = 'delivery.dispatch'
        WHEN 'in_transit' THEN a.use_case = 'tracking.event' OR EXISTS (
            SELECT 1 FROM tracking_event e WHERE e.delivery_id = d.id AND e.source = 'import')
        WHEN 'refused' THEN a.use_case = 'tracking.fail'
        WHEN 'lost' THEN a.use_case = 'tracking.fail'
        WHEN 'cancelled' THEN a.use_case = 'delivery.cancel'
        WHEN 'closed' THEN a.use_case IN ('tracking.sign_for', 'tracking.close', 'act.approve')
        ELSE a.use_case = 'tracking.sign_for' END)
    AND NOT (d.state = 'picking' AND EXISTS (
        SELECT 1 FROM batch_box b, audit_entry a WHERE b.delivery_id = d.id AND a.use_case = 'packing.batch'
        AND REPLACE(a.detail, b.batch, '') <> a.detail))
UNION ALL SELECT 'return', r.id, r.number, r.state FROM return_order r WHERE NOT EXISTS (
    SELECT 1 FROM audit_entry a WHERE a.subject_kind = 'return' AND a.subject_id = r.id AND CASE r.state
        WHEN 'announced' THEN a.use_case IN ('return.open', 'return.back')
        WHEN 'received' THEN a.use_case IN ('return.receive', 'return.back')
        WHEN 'inspected' THEN a.use_case IN ('return.inspect', 'act.approve')
        WHEN 'cancelled' THEN a.use_case = 'return.cancel'
        ELSE a.use_case IN ('return.settle', 'act.approve') END)
"""

_NUMBERED = ("sales_order", "delivery", "receipt", "purchase_order", "payment", "incident", "act_request",
             "return_order")  # fmt: skip
NUMBERS = " UNION ALL ".join(
    f"SELECT '{table}' AS what, number AS value, COUNT(*) AS times FROM {table} "
    "WHERE number IS NOT NULL GROUP BY 2 HAVING COUNT(*) > 1"
    for table in _NUMBERED
) + (
    " UNION ALL SELECT 'request', request_id, COUNT(*) FROM audit_entry GROUP BY 2 HAVING COUNT(*) > 1"
    " UNION ALL SELECT 'import key', import_key, COUNT(*) FROM sales_order WHERE import_key IS NOT NULL"
    " GROUP BY 2 HAVING COUNT(*) > 1"
)

SEQUENCES = (
    "SELECT n.key, n.used, s.last FROM ("
    + " UNION ALL ".join(
        "SELECT SUBSTR(number, 1, LENGTH(RTRIM(number, '0123456789')) - 1) AS key, "
        "MAX(CAST(SUBSTR(number, LENGTH(RTRIM(number, '0123456789')) + 1) AS INTEGER)) AS used "
        f"FROM {table} WHERE number IS NOT NULL GROUP BY 1"
        for table in _NUMBERED
    )
    + ") n LEFT JOIN sequence s ON s.key = n.key WHERE s.last IS NULL OR s.last < n.used"
)

# 10. Every row of every file is accounted for.
IMPORT_ROWS = """
SELECT b.id AS batch, b.total, b.imported, b.merged, b.skipped, b.failed, COALESCE(r.total, 0) AS rows
FROM import_batch b
LEFT JOIN (
    SELECT batch_id, COUNT(*) AS total, SUM(CASE WHEN outcome = 'imported' THEN 1 ELSE 0 END) AS imported,
        SUM(CASE WHEN outcome = 'merged' THEN 1 ELSE 0 END) AS merged,
        SUM(CASE WHEN outcome = 'skipped' THEN 1 ELSE 0 END) AS skipped,
        SUM(CASE WHEN outcome = 'failed' THEN 1 ELSE 0 END) AS failed
    FROM import_row GROUP BY 1
) r ON r.batch_id = b.id
WHERE b.total <> COALESCE(r.total, 0) OR b.imported <> COALESCE(r.imported, 0) OR b.merged <> COALESCE(r.merged, 0)
    OR b.skipped <> COALESCE(r.skipped, 0) OR b.failed <> COALESCE(r.failed, 0)
    OR b.total <> b.imported + b.merged + b.skipped + b.failed
"""

IMPORT_REASONS = """
SELECT batch_id AS batch, row, outcome, code, cell FROM import_row
WHERE (outcome IN ('imported', 'merged') AND document_id IS NULL) OR (outcome = 'skipped' AND code = '')
    OR (code = 'left_out' AND note = '')
    OR (outcome = 'failed' AND (code = '' OR cell = ''))
    OR outcome NOT IN ('imported', 'merged', 'skipped', 'failed')
"""

RULES: tuple[tuple[str, str], ...] = (
    ("stock_sums_to_zero", LOT_SUMS),
    ("balances_equal_moves", BALANCES),
    ("reserved_within_on_hand", RESERVED_ON_HAND),
    ("reserved_equals_reservations", RESERVATIONS),
    ("blocked_stock_unreserved", BLOCKED_RESERVED),
    ("product_stock_figures", STOCK_FIGURES),
    ("order_lines_add_up", LINES_ADD_UP),
    ("order_lines_reserved", LINES_RESERVED),
    ("order_lines_planned", LINES_PLANNED),
    ("order_lines_shipped", LINES_SHIPPED),
    ("order_figures", ORDER_FIGURES),
    ("order_states", ORDER_STATES),
    ("moves_reversed_once", REVERSALS),
    ("picked_equals_packed", PICKED_PACKED),
    ("staged_equals_picked", STAGED),
    ("dispatched_equals_packed", DISPATCH_MOVES),
    ("delivery_figures", DELIVERY_FIGURES),
    ("signed_by_different_people", SIGNED_BY_TWO),
    ("approval_over_content", APPROVED_CONTENT),
    ("delivered_within_packed", DELIVERED),
    ("arrived_within_dispatched", ARRIVALS),
    ("customer_balances", CUSTOMER_BALANCES),
    ("receivables_open", RECEIVABLES_OPEN),
    ("payments_open", PAYMENTS_OPEN),
    ("billed_once", BILLED),
    ("unbilled_untouched", UNBILLED),
    ("requests_on_order", REQUESTS),
    ("requests_decided", ACTS),
    ("returns_judged", RETURN_LINES),
    ("returned_within_delivered", RETURNED),
    ("returns_equal_moves", RETURN_MOVES),
    ("returns_credited_once", RETURN_CREDITS),
    ("audit_explains_states", EXPLAINED),
    ("numbers_unique", NUMBERS),
    ("numbers_counted", SEQUENCES),
    ("import_rows_counted", IMPORT_ROWS),
    ("import_rows_explained", IMPORT_REASONS),
)
