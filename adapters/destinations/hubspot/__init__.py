"""HubSpot CRM: contacts, companies and custom objects, through the API of date version 2026-03."""
