-- Sets PostgreSQL (13 or later) up for Packdesk: one database, two roles with no more rights than they need.
-- 在 PostgreSQL（13 或更高版本）上为 Packdesk 建立数据库和两个最小权限的角色。
--
-- Run once as the server's administrator; it asks for two passwords. Running it again changes nothing but them.
-- 由服务器管理员运行一次；会询问两个密码。再次运行只会更改密码。
--
--     psql -U postgres -f packdesk-server.sql
--
-- Then let the PCs in, with a line of this kind in pg_hba.conf (the office's network), and open port 5432 for them:
-- 然后在 pg_hba.conf 中允许办公网络，并开放 5432 端口：
--
--     hostssl  packdesk  packdesk_app,packdesk_owner  192.168.1.0/24  scram-sha-256
--
-- and make the tables, from any PC with Packdesk, with the first password:
-- 最后在任一装有 Packdesk 的电脑上用第一个密码建表：
--
--     packdesk-cli --database postgresql://packdesk_owner@SERVER/packdesk migrate
--
-- packdesk_owner changes tables at updates, and nothing else. packdesk_app is what the PCs work with every day: it can
-- change no table, and can only add to stock moves, the audit trail and sign-offs.

\set ON_ERROR_STOP on
\if :{?database}
\else
  \set database packdesk
\endif
\if :{?owner_password}
\else
  \prompt 'Password for packdesk_owner (updates): ' owner_password
\endif
\if :{?app_password}
\else
  \prompt 'Password for packdesk_app (every day): ' app_password
\endif

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['packdesk_owner', 'packdesk_app']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
ALTER ROLE packdesk_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'owner_password';
ALTER ROLE packdesk_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'app_password';

SELECT format('CREATE DATABASE %I OWNER packdesk_owner ENCODING ''UTF8'' TEMPLATE template0', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO packdesk_app;

\connect :"database"
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO packdesk_owner;
GRANT USAGE ON SCHEMA public TO packdesk_app;
