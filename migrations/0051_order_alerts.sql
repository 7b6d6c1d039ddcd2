-- What was told of the day on which an order is due: once for each day, so that a day that was moved is told anew.
CREATE TABLE order_alerts (
  hub_id UUID NOT NULL,
  order_id UUID NOT NULL,
  kind TEXT NOT NULL,                -- soon, due, overdue, overdue-again
  due_on TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, order_id, kind, due_on),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);
