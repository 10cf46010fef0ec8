"""What must hold of pieces that are known by their serial numbers, as the queries of check_rules are.

A piece is in one place at a time: its number is there once in the database itself.
"""

from services.check_rules import IN_HOUSE, OWN

# Pieces by their numbers: those in the house lie among its goods, those of a delivery among what was picked for it.
PIECES_HERE = f"""
SELECT h.product_id, h.pieces, COALESCE(b.on_hand, 0) AS on_hand FROM (
    SELECT p.product_id, COUNT(*) AS pieces FROM piece p JOIN product g ON g.id = p.product_id
    LEFT JOIN delivery d ON d.id = p.delivery_id
    WHERE g.serial_tracked AND (p.delivery_id IS NULL OR p.back_id IS NOT NULL OR d.state IN {IN_HOUSE}
        OR d.state = 'cancelled')
    GROUP BY 1
) h LEFT JOIN (
    SELECT b.product_id, SUM(b.on_hand) AS on_hand FROM stock_balance b JOIN location l ON l.id = b.location_id
    WHERE l.kind IN {OWN} GROUP BY 1
) b ON b.product_id = h.product_id
WHERE h.pieces * 1000 > COALESCE(b.on_hand, 0)
"""

PIECES_GONE = """
SELECT p.delivery_id AS delivery, p.product_id, p.pieces, COALESCE(l.picked, 0) AS picked FROM (
    SELECT p.delivery_id, p.product_id, COUNT(*) AS pieces FROM piece p JOIN product g ON g.id = p.product_id
    JOIN delivery d ON d.id = p.delivery_id
    WHERE g.serial_tracked AND p.back_id IS NULL AND d.state <> 'cancelled' GROUP BY 1, 2
) p LEFT JOIN (
    SELECT delivery_id, product_id, SUM(picked) AS picked FROM delivery_line GROUP BY 1, 2
) l ON l.delivery_id = p.delivery_id AND l.product_id = p.product_id
WHERE p.pieces * 1000 > COALESCE(l.picked, 0)
"""

PIECES_BACK = """
SELECT p.id AS piece, p.serial, p.back_id AS return_line, r.delivery_id AS came_from, p.delivery_id AS went_with
FROM piece p JOIN return_line l ON l.id = p.back_id JOIN return_order r ON r.id = l.order_id
WHERE l.product_id <> p.product_id OR r.delivery_id <> p.delivery_id OR p.delivery_id IS NULL
    OR r.state IN ('announced', 'cancelled')
"""

PIECE_RULES: tuple[tuple[str, str], ...] = (
    ("numbered_pieces_on_hand", PIECES_HERE),
    ("numbered_pieces_picked", PIECES_GONE),
    ("numbered_pieces_returned", PIECES_BACK),
)
