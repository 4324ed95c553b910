"""All that is known of Intercom."""
