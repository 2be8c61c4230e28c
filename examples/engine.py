# %% [markdown]
# # A shop that keeps running
#
# Run it as a notebook (VS Code, Jupytext) or as a program: `python examples/engine.py`. The file is a folder's `shop.omo`;
# what a call has returned is on the disk, so the kernel may die at any time.

# %%
import pathlib
import tempfile

import omo

FILE = pathlib.Path(tempfile.mkdtemp()) / "shop.omo"

# %% The first day: what the web shop and the till saw
with omo.Engine(FILE, zone="Asia/Tokyo") as shop:
    print(shop.ingest([
        {"id": "web-1", "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view", "cookie": "c1", "product": "kettle"},
        {"id": "web-2", "occurred_at": "2026-03-01 09:05", "channel": "ec", "action": "cart", "cookie": "c1",
         "email": "hanako@example.jp", "product": "kettle"},
        {"id": "web-3", "occurred_at": "2026-03-01 12:00", "channel": "ec", "action": "view", "cookie": "c2", "product": "cup"},
        {"id": "till-1", "occurred_at": "2026-03-01 18:00", "channel": "pos", "store": "ginza", "action": "purchase",
         "member_id": "7", "product": "kettle", "amount": "4980 JPY"},
    ]))

# %% After a restart: she shows her card and her e-mail together
shop = omo.Engine(FILE, zone="Asia/Tokyo")
known = max((change["number"] for change in shop.changes()), default=0)
shop.ingest([
    {"id": "till-2", "occurred_at": "2026-03-03 18:00", "channel": "pos", "store": "ginza", "action": "purchase",
     "member_id": "7", "email": "hanako@example.jp", "product": "cup", "amount": "900 JPY"},
])
for change in shop.changes(since=known):
    print(change)
hanako = shop.customer("email", "hanako@example.jp")
print(hanako["id"], hanako["online"], "online,", hanako["offline"], "offline")

# %% Two records that people know to be one, until they think otherwise
shop.link("web-3", hanako["id"])
print(shop.customers()["touchpoints"], shop.decisions(purpose="service"))
shop.unlink("web-3", hanako["id"])

# %% She asks to be forgotten; old files do not bring her back
print(shop.erase(hanako["id"], at="2026-04-01"))
shop.compact()
print(shop.ingest([{"id": "web-2", "occurred_at": "2026-03-01 09:05", "channel": "ec", "action": "cart",
                    "email": "hanako@example.jp"}])["erased"], "refused")
print(shop.verify_audit())
shop.close()
