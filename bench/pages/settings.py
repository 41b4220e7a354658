"""The product's own settings, with the peers' addresses beside the product's."""

from linghang.settings.embedded import *  # noqa: F403

ROOT_URLCONF = "bench.pages.peers"
