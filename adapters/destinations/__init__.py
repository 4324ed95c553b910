"""One room per vendor: everything that is known of the vendor, and nothing else knows its name."""
