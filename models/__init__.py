"""What the company keeps. Import the tables from the modules of this package; `models.tables.ALL` names them all."""
