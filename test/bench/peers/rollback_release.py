#!/usr/bin/env python3
# Source: the rollback and staged rollout specification, task 5.10.8, "5.10.8.1 Rollback Script Example",
# word for word; the bench runs it beside ours.
"""Rollback release from update feed"""

import argparse
import xml.etree.ElementTree as ET
from pathlib import Path
import subprocess
import sys

def rollback_release(appcast_path: Path, version: str, reason: str):
    """Remove release from appcast"""
    # Read appcast
    tree = ET.parse(appcast_path)
    root = tree.getroot()
    
    # Find and remove item
    channel = root.find('channel')
    items = channel.findall('item')
    
    for item in items:
        version_elem = item.find('{http://www.andymatuschak.org/xml-namespaces/sparkle}version')
        if version_elem is not None and version_elem.text == version:
            channel.remove(item)
            break
    
    # Write updated appcast
    tree.write(appcast_path, encoding='utf-8', xml_declaration=True)
    
    # Commit and push
    subprocess.run(['git', 'add', str(appcast_path)], check=True)
    subprocess.run(['git', 'commit', '-m', f'Rollback {version}: {reason}'], check=True)
    subprocess.run(['git', 'push'], check=True)
    
    print(f"Rolled back version {version}: {reason}")

if __name__ == '__main__':
    parser = argparse.ArgumentParser(description="Rollback release")
    parser.add_argument('--appcast', required=True, help="Appcast file path")
    parser.add_argument('--version', required=True, help="Version to rollback")
    parser.add_argument('--reason', required=True, help="Rollback reason")
    args = parser.parse_args()
    
    rollback_release(Path(args.appcast), args.version, args.reason)
